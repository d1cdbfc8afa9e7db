"""What a page tells about itself while it runs: its paints, React's commits, when frames came.

The script runs before the page's own. It asks nothing of the page, so that any build can be
measured.
"""

from __future__ import annotations

from playwright.sync_api import Page

PROBE = """
(() => {
  const probe = (window.probe = { paints: 0, commits: 0, presented: [], heard: [], keeps: false })
  const now = () => performance.timeOrigin + performance.now()
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: () => void probe.commits++,
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
  }
  const channel = new MessageChannel()
  let waiting = false
  channel.port1.onmessage = () => {
    waiting = false
    probe.paints++
    if (probe.keeps) probe.presented.push(now())
  }
  const { clearRect } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (!waiting && this.canvas.className === 'picture') {
      waiting = true
      channel.port2.postMessage(null)
    }
    return clearRect.apply(this, box)
  }
  const Native = WebSocket
  window.WebSocket = class extends Native {
    constructor(...words) {
      super(...words)
      this.addEventListener('message', ({ data }) => {
        if (probe.keeps) probe.heard.push([now(), data])
      })
    }
  }
})()
"""
"""`paints` counts frames of the stage that the browser has rendered: a message posted within a
frame is delivered after it. What compositor and display take after that is not in it."""


def listen(page: Page) -> None:
    """Have the script run in a page that is about to be opened."""
    page.add_init_script(PROBE)
