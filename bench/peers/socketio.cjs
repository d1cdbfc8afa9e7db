// The same job on Socket.IO: who watches joins a room, and what a producer emits goes to it.
// Usage: node socketio.cjs PORT

const { createServer } = require("node:http");
const { Server } = require("socket.io");

const server = createServer();
const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false });

io.on("connection", (socket) => {
  socket.on("hello", (role) => {
    if (role === "client") socket.join("viewers");
    socket.emit("welcome");
  });
  socket.on("publish", (event) => io.to("viewers").emit("events", event));
});
server.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 1024 }, () =>
  console.log("ready"),
);
