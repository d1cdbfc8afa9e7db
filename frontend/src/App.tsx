// The page as a whole: what goes where.

import { Accounting } from './Accounting'
import { EventList } from './EventList'
import { Header } from './Header'
import type { Page } from './page'
import { Readings } from './Readings'
import { SourceCards } from './SourceCards'
import { StageView } from './StageView'
import { useStore } from './useStore'

export function App({ page }: { readonly page: Page }) {
  const view = useStore(page.feed)
  return (
    <>
      <Header connection={view.connection} viewers={view.viewers} retry={page.retry} talk={page.talk} />
      <main className="layout">
        <div className="wide">
          <StageView
            sources={view.sources}
            chosen={view.chosen}
            live={view.connection.live}
            presses={view.presses}
            choose={page.choose}
            drawOn={page.drawOn}
          />
          <Accounting sources={view.sources} totals={view.totals} unusable={view.unusable} clock={view.clock} />
        </div>
        <div className="narrow">
          <SourceCards sources={view.sources} live={view.connection.live} />
          <Readings sources={view.sources} />
          <EventList rows={view.rows} sources={view.sources} />
        </div>
      </main>
    </>
  )
}
