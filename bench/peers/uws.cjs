// The same job on µWebSockets: publish what a producer sends to whoever watches.
// Usage: node uws.cjs PORT

const uws = require("@trufflesuite/uws-js-unofficial");

const port = Number(process.argv[2]);
const welcome = JSON.stringify({ type: "relay", message: "welcome" });

// The package falls back to another library where its binary does not load.
if (!Object.keys(require.cache).some((file) => /uws_[^/]*\.node$/.test(file))) {
  console.error("The binary of µWebSockets does not load here.");
  process.exit(1);
}

const app = uws.App().ws("/*", {
  compression: uws.DISABLED,
  maxBackpressure: 64 * 1024 * 1024, // the default of 64 KiB loses messages under load
  idleTimeout: 0,
  message(socket, data) {
    if (socket.produces) {
      app.publish("events", data, false);
    } else {
      socket.produces = JSON.parse(Buffer.from(data).toString()).type === "hardware";
      if (!socket.produces) socket.subscribe("events");
      socket.send(welcome);
    }
  },
});
app.listen("127.0.0.1", port, (listening) => {
  if (!listening) process.exit(1);
  console.log("ready");
});
