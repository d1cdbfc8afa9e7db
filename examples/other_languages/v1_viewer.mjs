// A viewer that can prove what it saw: captured = received + merged + lost, also after an absence.
//
//     node v1_viewer.mjs
//
// RELAY and HARDWARE_TOKEN may hold the relay's address and a token. Node before 22 wants
// --experimental-websocket as its first word.

const url = process.env.RELAY ?? 'ws://localhost:3001'
const token = process.env.HARDWARE_TOKEN ?? ''
const cursors = {} // how far we have got with each source: its epoch and the last seq
const count = { received: 0, merged: 0, lost: 0 }
let wait = 100

function enter(sources) {
  for (const [name, entry] of Object.entries(sources)) {
    if (entry === null) continue // the relay has forgotten it; it may come back
    const { epoch, seq, lost } = entry
    if (!(name in cursors)) cursors[name] = { epoch, seq }
    else if (cursors[name].epoch !== epoch) cursors[name] = { epoch, seq: 0 }
    else {
      count.lost += lost ?? 0
      cursors[name].seq += lost ?? 0
    }
  }
}

function take(event) {
  const { source, seq, n = 1 } = event
  const cursor = cursors[source]
  if (seq <= cursor.seq) return // it came before
  count.lost += Math.max(seq - n - cursor.seq, 0)
  count.merged += Math.min(n, seq - cursor.seq) - 1
  count.received += 1
  cursor.seq = seq
  console.log(JSON.stringify({ ...event, count }))
}

function connect() {
  const socket = new WebSocket(url, 'hardware-relay.v1')
  const say = (message, more) => socket.send(JSON.stringify({ type: 'client', message, ...more }))
  socket.onopen = () => say('first connection', { cursors, token })
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(data)
    if (Array.isArray(said)) return said.forEach(take)
    if (['welcome', 'sources'].includes(said.message)) enter(said.sources)
    if (said.message === 'welcome') wait = 100
    if ('mark' in said) say('seen', { mark: said.mark }) // all that came before has been handled
  }
  socket.onclose = socket.onerror = ({ code, reason }) => {
    socket.onclose = socket.onerror = null // a line that breaks may tell it in both ways
    if (code === 1000 || code >= 4500) return console.error(`Not to come back: ${code} ${reason}`)
    setTimeout(connect, Math.random() * wait)
    wait = Math.min(wait * 2, 2000)
  }
}

connect()
