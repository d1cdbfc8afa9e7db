// @vitest-environment jsdom

import { afterEach, describe, expect, it, vi } from 'vitest'
import { copyText } from '../../src/list/copy'

function givenClipboard(clipboard: unknown): void {
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
}

function givenCommand(command: () => boolean): { selected: string } {
  const seen = { selected: '' }
  document.execCommand = () => {
    const { activeElement: area } = document
    if (area instanceof HTMLTextAreaElement) seen.selected = area.value.slice(area.selectionStart, area.selectionEnd)
    return command()
  }
  return seen
}

afterEach(() => {
  document.body.replaceChildren()
  givenClipboard(undefined)
})

describe('copying', () => {
  it('uses the clipboard where there is one', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined)
    givenClipboard({ writeText })
    expect(await copyText('words')).toBe(true)
    expect(writeText).toHaveBeenCalledWith('words')
  })

  it('works on a page that is no secure context, and leaves it as it was', async () => {
    givenClipboard(undefined)
    const button = document.body.appendChild(document.createElement('button'))
    button.focus()
    const seen = givenCommand(() => true)
    expect(await copyText('two\nlines')).toBe(true)
    expect(seen.selected).toBe('two\nlines')
    expect(document.querySelector('textarea')).toBeNull()
    expect(document.activeElement).toBe(button)
  })

  it('tries the old way where the browser refuses the new one', async () => {
    givenClipboard({ writeText: () => Promise.reject(new Error('Not allowed.')) })
    const seen = givenCommand(() => true)
    expect(await copyText('words')).toBe(true)
    expect(seen.selected).toBe('words')
  })

  it('says when it did not work', async () => {
    givenCommand(() => false)
    expect(await copyText('words')).toBe(false)
    givenCommand(() => {
      throw new Error('Not here.')
    })
    expect(await copyText('words')).toBe(false)
    expect(document.querySelector('textarea')).toBeNull()
  })
})
