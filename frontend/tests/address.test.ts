import { describe, expect, it, test } from 'vitest'
import { isExposed, relayAddress, tokenIn } from '../src/address'

const place = (href: string) => new URL(href)

describe('the address of the relay', () => {
  test.each([
    ['http://localhost:3001/', false, 'ws://localhost:3001/'],
    ['https://relay.example/live/', false, 'wss://relay.example/live/'],
    ['http://[::1]:3001/index.html', false, 'ws://[::1]:3001/'],
    ['http://localhost:3000/', true, 'ws://localhost:3001/'],
  ])('from %s (Vite: %s) is %s', (href, servedByVite, address) => {
    expect(relayAddress(place(href), servedByVite)).toBe(address)
  })

  it('may come with a token', () => {
    expect(tokenIn(place('http://h/#token=a%2Bb'))).toBe('a+b')
    expect(tokenIn(place('http://h/#token='))).toBeNull()
    expect(tokenIn(place('http://h/'))).toBeNull()
  })

  test.each([
    ['http://localhost:3001/', false],
    ['http://desk.localhost:3001/', false],
    ['http://127.0.0.2:3001/', false],
    ['http://[::1]:3001/', false],
    ['https://relay.example/', false],
    ['http://192.168.1.5:3001/', true],
    ['http://localhost.example/', true],
    ['http://127.example/', true],
  ])('%s can be read on the way: %s', (href, exposed) => {
    expect(isExposed(place(href))).toBe(exposed)
  })
})
