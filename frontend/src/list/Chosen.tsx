// A row in full: its JSON, and a way to copy it.

import { useEffect, useState } from 'react'
import { copyText } from './copy'
import type { ListRow } from './log'
import { listStrings as say } from '../strings'

type Copying = 'not asked' | 'copied' | 'not copied'

const WORDS: Readonly<Record<Copying, string>> = {
  'not asked': '',
  copied: say.copied,
  'not copied': say.notCopied,
}

export function Chosen({ row, close }: { readonly row: ListRow; readonly close: () => void }) {
  const [copying, setCopying] = useState<Copying>('not asked')
  useEffect(() => setCopying('not asked'), [row.json])
  return (
    <div className="chosen" role="group" aria-label={say.chosen}>
      <code>{row.json}</code>
      <button
        type="button"
        className="quiet"
        onClick={async () => setCopying((await copyText(row.json)) ? 'copied' : 'not copied')}
      >
        {say.copy}
      </button>
      <button type="button" className="quiet" onClick={close}>
        {say.close}
      </button>
      <span role="status">{WORDS[copying]}</span>
    </div>
  )
}
