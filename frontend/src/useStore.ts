// The one hook: what the store says, for components.

import { useSyncExternalStore } from 'react'
import type { ViewFeed } from './feed'
import type { View } from './view'

export function useStore(feed: ViewFeed): View {
  return useSyncExternalStore(feed.subscribe, feed.current)
}
