// Save what is shown: the events of the list as JSON lines or CSV, the stage as a picture.

import { useState } from 'react'
import type { Kept } from '../track'
import './export.css'
import { csvLines, jsonLines } from './lines'
import { blobOf, fileName, save } from './save'
import { stillOf } from './still'
import { exportStrings as say } from '../strings'

interface Props {
  /** The events that are shown, the oldest first. */
  readonly events: () => Iterable<Kept>
  /** The canvas of the stage; null where there is none. */
  readonly canvas: () => HTMLCanvasElement | null
  /** ms since 1970. */
  readonly clock: () => number
}

const FORMATS = {
  jsonl: { words: say.json, type: 'application/jsonl', lines: jsonLines },
  csv: { words: say.csv, type: 'text/csv;charset=utf-8', lines: csvLines },
} as const

export function ExportPanel({ events, canvas, clock }: Props) {
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)

  async function report(work: () => Promise<string>): Promise<void> {
    setBusy(true)
    setWords(say.working)
    setWords(await work().catch(() => say.failed))
    setBusy(false)
  }

  async function saveEvents(ending: keyof typeof FORMATS): Promise<string> {
    const { lines, type } = FORMATS[ending]
    const name = fileName(clock(), ending)
    let number = 0
    function* counted() {
      for (const kept of events()) {
        number += 1
        yield kept
      }
    }
    save(await blobOf(lines(counted()), type), name)
    return say.saved(number, name)
  }

  async function savePicture(): Promise<string> {
    const stage = canvas()
    if (!stage) return say.failed
    const name = fileName(clock(), 'png')
    const background = getComputedStyle(stage).getPropertyValue('--stage-back').trim()
    save(await stillOf(stage, background), name)
    return say.savedPicture(name)
  }

  return (
    <section className="panel export" aria-label={say.label}>
      <h2>{say.label}</h2>
      <div className="choices">
        {(['jsonl', 'csv'] as const).map((ending) => (
          <button key={ending} type="button" disabled={busy} onClick={() => void report(() => saveEvents(ending))}>
            {FORMATS[ending].words}
          </button>
        ))}
        <button type="button" disabled={busy} onClick={() => void report(savePicture)}>
          {say.png}
        </button>
      </div>
      <p className="explain">{say.explain}</p>
      <p role="status">{words}</p>
    </section>
  )
}
