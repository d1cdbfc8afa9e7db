// Make files in the page and give them to the browser to save: nothing is sent anywhere.

const LINES_AT_ONCE = 4_000
const KEPT_FOR = 60_000

/** Collect lines, and let the page go on in between. */
export async function blobOf(lines: Iterable<string>, type: string): Promise<Blob> {
  const parts: string[] = []
  let part: string[] = []
  for (const line of lines) {
    part.push(line)
    if (part.length < LINES_AT_ONCE) continue
    parts.push(part.join(''))
    part = []
    await new Promise((resume) => setTimeout(resume))
  }
  return new Blob([...parts, part.join('')], { type })
}

/** Save a blob under a name. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the address when it begins to save, which may be after a dialog.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR)
}

/** Return a name that sorts by time: hardware-relay-2026-11-23T09-41-07.csv, in the viewer's zone. */
export function fileName(time: number, ending: string): string {
  const date = new Date(time)
  const local = new Date(time - date.getTimezoneOffset() * 60_000)
  return `hardware-relay-${local.toISOString().slice(0, 19).replaceAll(':', '-')}.${ending}`
}
