// The same job on ws, the library that most Node servers use.
// Usage: node ws.cjs PORT

const { WebSocketServer } = require("ws");

const welcome = JSON.stringify({ type: "relay", message: "welcome" });
const viewers = new Set();

const server = new WebSocketServer(
  { host: "127.0.0.1", port: Number(process.argv[2]), backlog: 1024, perMessageDeflate: false },
  () => console.log("ready"),
);
server.on("connection", (socket) => {
  socket.once("message", (hello) => {
    socket.send(welcome);
    if (JSON.parse(hello).type === "client") {
      viewers.add(socket);
    } else {
      socket.on("message", (event) => {
        for (const viewer of viewers) viewer.send(event, { binary: false });
      });
    }
  });
  socket.on("close", () => viewers.delete(socket));
  socket.on("error", () => socket.terminate());
});
