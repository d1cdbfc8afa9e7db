// The page as a whole: what goes where.

import { Accounting } from './Accounting'
import { Announcer } from './Announcer'
import { Header } from './Header'
import { OverlayDialog } from './OverlayDialog'
import type { Page } from './page'
import { SidePanel } from './SidePanel'
import { SourceCards } from './SourceCards'
import { StageCanvas, StageView } from './StageView'
import { strings } from './strings'
import { Talk } from './Talk'
import { TimelineView } from './TimelineView'
import { useStore } from './useStore'

export function App({ page }: { readonly page: Page }) {
  const view = useStore(page.feed)
  const { connection, sources, choice, time } = view
  if (choice.overlay) {
    return (
      <main>
        <StageCanvas label={strings.stage.label} drawOn={page.drawOn} />
      </main>
    )
  }
  return (
    <>
      <Header
        connection={connection}
        viewers={view.viewers}
        exposed={page.exposed}
        latency={view.latencyWords}
        retry={page.retry}
      />
      <main className="layout">
        <div className="wide">
          <div className="player">
            <StageView
              sources={sources}
              choice={choice}
              time={time}
              live={connection.live}
              presses={view.presses}
              choose={page.choose}
              resetHeat={page.resetHeat}
              drawOn={page.drawOn}
            >
              <OverlayDialog choice={choice} sources={sources} address={page.address} colorOf={page.colorOf} />
            </StageView>
            <TimelineView time={time} controls={page.time} inStep={connection.tone === 'good'} />
          </div>
          <Accounting sources={sources} totals={view.totals} unusable={view.unusable} />
        </div>
        <div className="narrow">
          <SourceCards sources={sources} live={connection.live} />
          <SidePanel view={view} page={page} />
          <Talk live={connection.live} talk={page.talk} />
        </div>
      </main>
      <Announcer view={view} />
    </>
  )
}
