// Generated from protocol/*.py by `npm run generate`. Do not edit.

export const SUBPROTOCOL = "hardware-relay.v1" as const

export const FIRST_CONNECTION = "first connection" as const

export const NORMAL = 1000 as const

export const GOING_AWAY = 1001 as const

export const FATAL_PROTOCOL_CODES: readonly number[] = [1002,1003,1007,1008,1009,1010]

export const ENDINGS = [
  {
    "code": 4000,
    "name": "fell-behind",
    "sentence": "More events were waiting for you than the relay keeps. Come back to go on.",
    "comeBack": true
  },
  {
    "code": 4001,
    "name": "no-answer",
    "sentence": "You did not answer the relay for too long.",
    "comeBack": true
  },
  {
    "code": 4002,
    "name": "no-hello",
    "sentence": "No hello came in time.",
    "comeBack": true
  },
  {
    "code": 4003,
    "name": "name-in-use",
    "sentence": "Another producer uses this source name.",
    "comeBack": true
  },
  {
    "code": 4004,
    "name": "silent",
    "sentence": "Nothing was heard from you for too long.",
    "comeBack": true
  },
  {
    "code": 4005,
    "name": "full",
    "sentence": "The relay has no room for another connection.",
    "comeBack": true
  },
  {
    "code": 4006,
    "name": "cut",
    "sentence": "The connection was cut on purpose.",
    "comeBack": true
  },
  {
    "code": 4007,
    "name": "too-many-tries",
    "sentence": "Too many wrong tokens came from your address. Try again in a minute.",
    "comeBack": true
  },
  {
    "code": 4500,
    "name": "replaced",
    "sentence": "A newer connection of the same producer took over.",
    "comeBack": false
  },
  {
    "code": 4501,
    "name": "bad-hello",
    "sentence": "The hello was not understood.",
    "comeBack": false
  },
  {
    "code": 4502,
    "name": "wrong-token",
    "sentence": "The token is missing or wrong.",
    "comeBack": false
  },
  {
    "code": 4503,
    "name": "too-many-errors",
    "sentence": "Too many messages could not be used.",
    "comeBack": false
  },
  {
    "code": 4504,
    "name": "not-allowed",
    "sentence": "This role may not do that.",
    "comeBack": false
  }
] as const
