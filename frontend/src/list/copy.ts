// Put a text on the clipboard. Over plain HTTP on a LAN a page is no secure context and has no `navigator.clipboard`:
// there the old way is taken, which needs a selection in the document.

/** Return whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard }
  try {
    if (!clipboard) return copySelection(text)
    await clipboard.writeText(text)
    return true
  } catch {
    return copySelection(text)
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'unseen'
  const place = focused?.closest('dialog') ?? document.body // an open dialog makes all outside it inert
  place.append(area)
  area.focus({ preventScroll: true })
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}
