// The plain form of docs/protocol.md: one object per frame, the same shape both ways.
//
//     node plain.mjs                        shows presses and texts
//     node plain.mjs "The kettle boils."    says something
//
// RELAY and HARDWARE_TOKEN may hold the relay's address and a token. Node before 22 wants
// --experimental-websocket as its first word.

const url = process.env.RELAY ?? 'ws://localhost:3001'
const token = process.env.HARDWARE_TOKEN ?? ''
const text = process.argv[2]
const type = text === undefined ? 'client' : 'hardware'

const socket = new WebSocket(url)
const say = (message) => socket.send(JSON.stringify({ type, message, token }))

socket.onopen = () => {
  say('first connection')
  if (text !== undefined) {
    say(text)
    say('disconnect')
  }
}
socket.onmessage = ({ data }) => console.log(JSON.parse(data).message)
socket.onclose = socket.onerror = ({ code, reason }) => {
  if (code === 1000) return
  console.error(`The connection to ${url} has ended: ${reason || 'it broke'}`)
  process.exit(1)
}
