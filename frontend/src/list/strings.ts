// What the list says.

import { count } from '../format'
import { MESSAGES, OTHER } from './filter'

const words: Readonly<Record<string, string>> = {
  click: 'Clicks',
  move: 'Moves',
  scroll: 'Wheel',
  reading: 'Readings',
  text: 'Texts',
  [OTHER]: 'Other types',
  [MESSAGES]: 'Messages',
}

export const listStrings = {
  label: 'Events',
  search: 'Search the events',
  searchHint: 'Search',
  types: 'Types that are shown',
  sources: 'Sources that are shown',
  type: (name: string) => words[name] ?? name,
  follow: 'Follow',
  newer: (n: number) => `${count(n)} newer ↓`,
  shown: (shown: number, all: number) => (shown === all ? `${count(all)}` : `${count(shown)} of ${count(all)}`),
  searching: 'looking further back …',
  empty: 'Nothing has happened yet.',
  nothing: 'Nothing here matches.',
  gone: 'no longer kept',
  chosen: 'The chosen row',
  copy: 'Copy as JSON',
  copied: 'Copied.',
  notCopied: 'The browser did not allow it: select the text and copy it by hand.',
  close: 'Close',
}
