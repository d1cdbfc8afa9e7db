// Make the address of an overlay: the stage alone on nothing, to lie over a video.

import { useRef, useState } from 'react'
import { LONGEST_DELAY, PARTS, PLAIN_OVERLAY, SIZES, writeChoice, type Choice, type Overlay, type Part } from './choice'
import { Icon } from './Icon'
import { copyText } from './list/copy'
import { strings } from './strings'
import type { SourceView } from './view'

interface Props {
  readonly choice: Choice
  readonly sources: readonly SourceView[]
  /** The address of the page, without what stands after the `?`, and the `#…` of it. */
  readonly address: { readonly base: string; readonly hash: string }
  /** Return the colour of a source by its number, as `#rrggbb`. */
  readonly colorOf: (color: number) => string
}

const say = strings.overlay

export function OverlayDialog({ choice, sources, address, colorOf }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [overlay, setOverlay] = useState<Overlay>(PLAIN_OVERLAY)
  const [copied, setCopied] = useState<boolean | null>(null)
  const change = (more: Partial<Overlay>) => {
    setOverlay({ ...overlay, ...more })
    setCopied(null)
  }
  const link = `${address.base}?${writeChoice({ ...choice, overlay })}${address.hash}`
  return (
    <>
      <button type="button" className="quiet" onClick={() => dialog.current?.showModal()}>
        {say.open}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="overlay-title">
        <header>
          <h2 id="overlay-title">{say.title}</h2>
          <button type="button" className="icon" aria-label={say.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        <p className="soft">{say.explain}</p>
        <Parts parts={overlay.parts} change={change} />
        <div className="fields">
          <label>
            {say.size}
            <input
              type="number"
              min={SIZES.least}
              max={SIZES.most}
              step={0.25}
              value={overlay.size}
              onChange={({ target }) => change({ size: target.valueAsNumber || 1 })}
            />
          </label>
          <label>
            {say.delay}
            <input
              type="number"
              min={0}
              max={LONGEST_DELAY}
              step={10}
              value={overlay.delay}
              onChange={({ target }) => change({ delay: target.valueAsNumber || 0 })}
            />
          </label>
        </div>
        <Colors overlay={overlay} sources={sources} colorOf={colorOf} change={change} />
        <div className="link">
          <input ref={field} type="text" readOnly aria-label={say.link} value={link} onFocus={() => field.current?.select()} />
          <button
            type="button"
            className="strong"
            onClick={() => {
              void copyText(link).then((done) => {
                setCopied(done)
                if (!done) field.current?.select()
              })
            }}
          >
            {say.copy}
          </button>
        </div>
        <p className="soft" role="status">
          {copied === null ? say.obs : copied ? say.copied : say.notCopied}
        </p>
      </dialog>
    </>
  )
}

interface PartsProps {
  readonly parts: readonly Part[]
  readonly change: (more: Partial<Overlay>) => void
}

function Parts({ parts, change }: PartsProps) {
  return (
    <fieldset className="parts">
      <legend>{say.parts}</legend>
      {PARTS.map((part) => (
        <label key={part}>
          <input
            type="checkbox"
            checked={parts.includes(part)}
            onChange={({ target }) =>
              change({ parts: PARTS.filter((each) => (each === part ? target.checked : parts.includes(each))) })
            }
          />
          {say.part[part]}
        </label>
      ))}
    </fieldset>
  )
}

interface ColorsProps extends Pick<Props, 'sources' | 'colorOf'> {
  readonly overlay: Overlay
  readonly change: (more: Partial<Overlay>) => void
}

// Colours are given in order, so the ones before a chosen one are written as they are.
function Colors({ overlay, sources, colorOf, change }: ColorsProps) {
  if (sources.length === 0) return null
  const most = Math.max(...sources.map(({ color }) => color)) + 1
  const colors = Array.from({ length: most }, (_, index) => overlay.colors[index] ?? colorOf(index))
  return (
    <fieldset className="colors">
      <legend>{say.colors}</legend>
      {sources.map(({ name, color }) => (
        <label key={name}>
          <input
            type="color"
            value={colors[color]}
            onChange={({ target }) => change({ colors: colors.map((each, index) => (index === color ? target.value : each)) })}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
