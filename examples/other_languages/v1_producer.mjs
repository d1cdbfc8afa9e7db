// A producer of readings: numbered, kept until the relay has them, and sent again when in doubt.
//
//     node v1_producer.mjs [SOURCE]
//
// RELAY and HARDWARE_TOKEN may hold the relay's address and a token. Node before 22 wants
// --experimental-websocket as its first word.
import { loadavg } from 'node:os'

const url = process.env.RELAY ?? 'ws://localhost:3001'
const source = process.argv[2] ?? 'node'
const epoch = crypto.randomUUID() // this run: numbers begin at 1 in it
const MOST_KEPT = 500 // a frame has at most 64 KiB
const kept = [] // what the relay has not acknowledged, oldest first
let [seq, offset, wait, socket] = [0, 0, 100, null]

const send = (message) => socket?.send(JSON.stringify(message))
const say = (message, more) => send({ type: 'hardware', message, ...more })

function capture(event) {
  kept.push({ ...event, seq: ++seq, t: Date.now() })
  if (kept.length > MOST_KEPT) kept.shift() // viewers will count it as lost
  if (socket?.welcomed) send([kept.at(-1)])
}

function settle(have) {
  while (kept[0]?.seq <= have) kept.shift()
}

function hear(said) {
  if (said.message === 'ack') settle(said.seq)
  if (said.message === 'pong') offset = said.time - (said.t + Date.now()) / 2
  if (said.message !== 'welcome') return
  settle(said.have)
  if (kept.length > 0) send(kept)
  socket.welcomed = true
  wait = 100
}

function connect() {
  const opening = new WebSocket(url, 'hardware-relay.v1')
  opening.onopen = () => {
    socket = opening
    const first = kept[0]?.seq ?? seq + 1
    say('first connection', { source, epoch, first, next: seq + 1, token: process.env.HARDWARE_TOKEN ?? '' })
  }
  opening.onmessage = ({ data }) => hear(JSON.parse(data))
  opening.onclose = opening.onerror = ({ code, reason }) => {
    opening.onclose = opening.onerror = null // a line that breaks may tell it in both ways
    socket = null
    if (code === 1000 || code >= 4500) {
      console.error(`The relay says not to come back: ${code} ${reason}`)
      process.exit(1)
    }
    setTimeout(connect, Math.random() * wait)
    wait = Math.min(wait * 2, 2000)
  }
}

connect()
setInterval(() => {
  capture({ event: 'reading', name: 'load', value: loadavg()[0], unit: '' })
  if (socket?.welcomed) say('ping', { t: Date.now(), offset }) // the relay wants one each second
}, 1000)
