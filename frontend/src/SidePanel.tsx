// What is beside the stage, one at a time: the list of events, the charts, the latency, and what can be saved.

import { lazy, Suspense, useState, type KeyboardEvent } from 'react'
import { ChartsPanel } from './charts/ChartsPanel'
import { ExportPanel } from './export/ExportPanel'
import { LatencyPanel } from './latency/LatencyPanel'
import { EventList } from './list/EventList'
import type { Page } from './page'
import { Readings } from './Readings'
import { strings } from './strings'
import type { View } from './view'

const TABS = ['events', 'charts', 'latency', 'save', 'lab'] as const
type Tab = (typeof TABS)[number]

const LabPanel = lazy(() => import('./lab/LabPanel').catch(() => ({ default: LabMissing })))

function LabMissing() {
  return <p className="panel bad">{strings.panel.labMissing}</p>
}

interface Props {
  readonly view: View
  readonly page: Page
}

export function SidePanel({ view, page }: Props) {
  const [chosen, setTab] = useState<Tab>('events')
  const tabs = TABS.filter((each) => each !== 'lab' || view.lab)
  const tab = tabs.includes(chosen) ? chosen : 'events'
  const { mode, cursor: at } = view.time.sight
  const cursor = mode === 'live' ? null : at
  return (
    <div className="side">
      <Tabs tabs={tabs} tab={tab} setTab={setTab} />
      <div className="tab" role="tabpanel" tabIndex={0} id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === 'events' && <EventList list={view.list} sources={view.sources} setFilter={page.setFilter} />}
        {tab === 'charts' && <Readings sources={view.sources} />}
        {tab === 'charts' && <ChartsPanel charts={page.charts()} sources={view.sources} cursor={cursor} />}
        {tab === 'latency' && <LatencyPanel latency={view.latency} />}
        {tab === 'save' && <ExportPanel events={page.events} canvas={page.picture} clock={page.clock} />}
        {tab === 'lab' && (
          <Suspense>
            <LabPanel bench={page.bench} live={view.connection.live} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

interface TabsProps {
  readonly tabs: readonly Tab[]
  readonly tab: Tab
  readonly setTab: (tab: Tab) => void
}

function Tabs({ tabs, tab, setTab }: TabsProps) {
  function turn(event: KeyboardEvent<HTMLElement>): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? tab
    setTab(next)
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={strings.panel.label} onKeyDown={turn}>
      {tabs.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`tab-${each}`}
          aria-selected={tab === each}
          aria-controls={`panel-${each}`}
          tabIndex={tab === each ? 0 : -1}
          onClick={() => setTab(each)}
        >
          {strings.panel[each]}
        </button>
      ))}
    </div>
  )
}
