// Colours for a canvas from the custom properties of the page, and the news that they have changed.

export function colorOf(element: Element, property: string): string {
  return getComputedStyle(element).getPropertyValue(property).trim()
}

const QUERIES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']

/** Call back whenever colours may have changed; returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const queries = QUERIES.map((query) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true })
  return () => {
    for (const query of queries) query.removeEventListener('change', changed)
    observer.disconnect()
  }
}
