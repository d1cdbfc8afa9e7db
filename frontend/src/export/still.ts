// A still of the stage: its canvas as PNG, on its background.

/** Return what is on a canvas as PNG. Without a background what is transparent stays so. */
export async function stillOf(canvas: HTMLCanvasElement, background: string | null): Promise<Blob> {
  const still = document.createElement('canvas')
  still.width = canvas.width
  still.height = canvas.height
  const brush = still.getContext('2d')
  if (!brush) throw new Error('This browser has no 2D canvas.')
  if (background !== null) {
    brush.fillStyle = background
    brush.fillRect(0, 0, still.width, still.height)
  }
  brush.drawImage(canvas, 0, 0)
  return await new Promise((done, failed) => {
    const give = (blob: Blob | null) => (blob ? done(blob) : failed(new Error('The canvas has no picture.')))
    still.toBlob(give, 'image/png')
  })
}
