import { beforeEach, describe, expect, it } from 'vitest'
import { Connection, type ConnectionState, type Receiver } from '../src/connection'
import type { Decoded } from '../src/decoder'
import type { Cursor } from '../src/generated/protocol'
import type { Offset } from '../src/offset'
import { click } from './given'
import { START, World } from './world'

class Told implements Receiver {
  states: ConnectionState[] = []
  taken: Decoded[] = []
  said: string[] = []
  offset: Offset | null = null
  known: Record<string, Cursor> = {}
  onTake: (decoded: Decoded) => void = () => undefined

  connection(state: ConnectionState): void {
    this.states.push(state)
  }
  take(decoded: Decoded): void {
    this.taken.push(decoded)
    this.onTake(decoded)
  }
  clock(offset: Offset | null): void {
    this.offset = offset
  }
  sent(message: string): void {
    this.said.push(message)
  }
  cursors(): Record<string, Cursor> {
    return this.known
  }
  get state(): ConnectionState {
    return this.states.at(-1) ?? { name: 'connecting', address: '', reason: null }
  }
}

let world: World
let told: Told
let connection: Connection

function begin(token: string | null = null): void {
  world = new World()
  told = new Told()
  connection = new Connection('ws://relay:3001/', token, told, world)
  connection.start()
}

const close = (code: number) => world.socket.onclose?.({ code })
const status = (mark?: number) => ({ type: 'relay', message: 'status', time: START, viewers: 1, sources: {}, mark })

beforeEach(() => begin())

describe('saying hello', () => {
  it('speaks the subprotocol and asks for the recent past, without cursors, not more often than it paints', () => {
    expect(world.socket).toMatchObject({ address: 'ws://relay:3001/', subprotocol: 'hardware-relay.v1' })
    expect(world.socket.sent).toEqual([])
    world.socket.onopen?.()
    expect(world.socket.sent).toEqual([{ type: 'client', message: 'first connection', cursors: {}, recent: 50, rate: 120 }])
  })

  it('says where it was, and does not ask again for what it has seen', () => {
    told.known = { desk: { epoch: 'one', seq: 12 } }
    world.socket.onopen?.()
    expect(world.socket.sent[0]).toMatchObject({ cursors: { desk: { epoch: 'one', seq: 12 } }, recent: 0 })
  })

  it('shows its token', () => {
    begin('open-sesame')
    world.socket.onopen?.()
    expect(world.socket.sent[0]).toMatchObject({ token: 'open-sesame' })
  })

  it('is live when it was welcomed, not before', () => {
    world.socket.onopen?.()
    expect(told.state).toEqual({ name: 'connecting', address: 'ws://relay:3001/', reason: null })
    world.socket.welcome()
    expect(told.state).toEqual({ name: 'live' })
  })

  it('gives up on a relay that does not answer', () => {
    world.pass(6_000)
    expect(told.state).toMatchObject({ name: 'reconnecting', reason: 'The relay did not answer in time.' })
    expect(world.socket.closedWith).toBe(4004)
  })
})

describe('answering', () => {
  it('says seen to a mark at once, when everything before it was handled', () => {
    world.socket.welcome()
    const handledBefore: number[] = []
    told.onTake = () => handledBefore.push(world.socket.of('seen').length)
    world.socket.receive([click(1)])
    world.socket.receive({ type: 'relay', message: 'mark', mark: 7 })
    world.socket.receive(status(8))
    expect(world.socket.of('seen').map(({ mark }) => mark)).toEqual([7, 8])
    expect(handledBefore).toEqual([0, 0, 1])
  })

  it('answers a mark with the number 0, and nothing to a status without one', () => {
    world.socket.welcome()
    world.socket.receive({ type: 'relay', message: 'mark', mark: 0 })
    world.socket.receive(status())
    expect(world.socket.of('seen')).toEqual([{ type: 'client', message: 'seen', mark: 0 }])
  })

  it('hands over what it cannot read as a complaint, and stays', () => {
    world.socket.welcome()
    world.socket.onmessage?.({ data: '{' })
    expect(told.taken.at(-1)).toMatchObject({ kind: 'unusable' })
    expect(told.state).toEqual({ name: 'live' })
  })
})

describe('the clock', () => {
  it('is measured soon, and again and again', () => {
    world.socket.welcome()
    world.pass(1_000)
    expect(world.socket.of('ping')).toHaveLength(3)
    for (let second = 0; second < 30; second++) {
      world.pass(1_000)
      world.socket.receive(status())
    }
    expect(world.socket.of('ping')).toHaveLength(6)
  })

  it('is told with its uncertainty', () => {
    world.socket.welcome()
    world.pass(0)
    const sent = world.socket.of('ping')[0]?.['t'] as number
    world.pass(10)
    world.socket.receive({ type: 'relay', message: 'pong', t: sent, time: sent + 5 + 250 })
    expect(told.offset).toEqual({ offset: 250, uncertainty: 5, roundTrip: 10 })
  })
})

describe('coming back', () => {
  it('waits with full jitter, longer each time, up to 2 s', () => {
    const delays = []
    for (let attempt = 0; attempt < 7; attempt++) {
      close(1006)
      if (told.state.name !== 'reconnecting') throw new Error(told.state.name)
      delays.push(told.state.at - world.now)
      world.pass(told.state.at - world.now)
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1_000, 1_000])
    expect(world.sockets).toHaveLength(8)
  })

  it('waits up to 30 s after minutes of absence', () => {
    world.now += 200_000
    close(1006)
    world.pass(50)
    for (let attempt = 0; attempt < 12; attempt++) {
      close(1006)
      if (told.state.name === 'reconnecting') world.pass(told.state.at - world.now)
    }
    close(1006)
    expect(told.state).toMatchObject({ name: 'reconnecting', at: world.now + 15_000 })
  })

  it('waits up to 30 s when the relay is full', () => {
    world.socket.onopen?.()
    close(4005)
    expect(told.state).toMatchObject({ name: 'reconnecting', at: world.now + 15_000 })
  })

  it('starts with short waits again after it was live for a while', () => {
    for (let attempt = 0; attempt < 6; attempt++) {
      close(1006)
      world.pass(2_000)
    }
    world.socket.welcome()
    world.pass(2_000)
    close(1006)
    expect(told.state).toMatchObject({ name: 'reconnecting', at: world.now + 50 })
  })

  it('keeps waiting longer while each connection breaks at once', () => {
    for (let attempt = 0; attempt < 6; attempt++) {
      world.socket.welcome()
      close(4000)
      world.pass(2_000)
    }
    world.socket.welcome()
    close(4000)
    expect(told.state).toMatchObject({ name: 'reconnecting', at: world.now + 1_000 })
  })

  it('says why, and says it on while it tries again', () => {
    world.socket.welcome()
    close(1001)
    expect(told.state).toMatchObject({ reason: 'The relay was stopped or is restarting.' })
    world.pass(50)
    expect(told.state).toMatchObject({ name: 'connecting', reason: 'The relay was stopped or is restarting.' })
  })

  it('does not come back when it is told not to, and says what to do', () => {
    world.socket.onopen?.()
    close(4502)
    expect(told.state).toMatchObject({ name: 'ended', advice: expect.stringContaining('Open the link') })
    world.pass(600_000)
    connection.retrySoon()
    expect(world.sockets).toHaveLength(1)
    connection.retryNow()
    expect(world.sockets).toHaveLength(2)
  })

  it('comes back at once when the network or the person does', () => {
    close(1006)
    connection.retrySoon()
    expect(world.sockets).toHaveLength(2)
    world.pass(60)
    expect(world.sockets).toHaveLength(2)
  })

  it('does not open a second connection beside a living one', () => {
    world.socket.welcome()
    connection.retryNow()
    connection.retrySoon()
    expect(world.sockets).toHaveLength(1)
  })

  it('hears nothing more from a connection that it has left', () => {
    const old = world.socket
    old.welcome()
    close(1006)
    world.pass(50)
    const before = told.taken.length
    old.receive([click(1)])
    old.onclose?.({ code: 1006 })
    expect(told.taken).toHaveLength(before)
    expect(told.state.name).toBe('connecting')
  })
})

describe('the watchdog', () => {
  it('leaves a relay that has said nothing for 4 s', () => {
    world.socket.welcome()
    world.pass(3_999)
    expect(told.state.name).toBe('live')
    world.pass(300)
    expect(told.state).toMatchObject({ name: 'reconnecting', reason: 'The relay has said nothing for 4 s.' })
    expect(world.socket.closedWith).toBe(4004)
  })

  it('is content with any frame', () => {
    world.socket.welcome()
    for (let second = 0; second < 20; second++) {
      world.pass(3_000)
      world.socket.receive([click(second + 1)])
    }
    expect(told.state.name).toBe('live')
  })

  it('lets a tab that was busy handle what waits before it judges', () => {
    world.socket.welcome()
    world.pass(4_100)
    world.socket.receive(status())
    world.pass(1_000)
    expect(told.state.name).toBe('live')
  })

  it('keeps few timers however long the connection lasts', () => {
    world.socket.welcome()
    for (let second = 0; second < 300; second++) {
      world.pass(1_000)
      world.socket.receive(status())
    }
    expect(world.timers).toBeLessThan(5)
  })
})

describe('talking to the relay', () => {
  it('sends what is said, and tells that it was sent', () => {
    world.socket.welcome()
    expect(connection.say('this is from client')).toBe(true)
    expect(world.socket.sent.at(-1)).toEqual({ type: 'client', message: 'this is from client' })
    expect(told.said).toEqual(['this is from client'])
  })

  it('asks a lab for something only where there is a connection', () => {
    connection.ask({ type: 'client', message: 'lab', do: 'reset' })
    expect(world.socket.sent).toEqual([])
    world.socket.welcome()
    connection.ask({ type: 'client', message: 'lab', do: 'speed', value: 12_500 })
    expect(world.socket.of('lab')).toEqual([{ type: 'client', message: 'lab', do: 'speed', value: 12_500 }])
  })

  it('says nothing while there is no connection', () => {
    expect(connection.say('hello')).toBe(false)
    expect(told.said).toEqual([])
  })
})
