// Where the relay is, seen from where the page was loaded, and the token that came with the page's address.

export interface Place {
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly hash: string
}

const RELAY_PORT = 3001

/** The relay serves the page, so it is where the page came from; beside Vite's own server it is on port 3001. */
export function relayAddress(place: Place, servedByVite: boolean): string {
  if (servedByVite) return `ws://${place.hostname}:${RELAY_PORT}/`
  const scheme = place.protocol === 'https:' ? 'wss:' : 'ws:'
  const folder = place.pathname.slice(0, place.pathname.lastIndexOf('/') + 1)
  return `${scheme}//${place.host}${folder || '/'}`
}

/** Return the token in `#token=…`: the part of an address that a browser sends to nobody. */
export function tokenIn(place: Place): string | null {
  return new URLSearchParams(place.hash.replace(/^#/, '')).get('token') || null
}

/** Tell whether the page came over a line that others can read: plain HTTP from another machine. */
export function isExposed({ protocol, hostname }: Place): boolean {
  const isHere = /^(.*\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname)
  return protocol === 'http:' && !isHere
}
