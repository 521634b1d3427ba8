"""What axe-core does not see: text that is cut off, and controls that no key reaches.

`cut_off(page)` looks at the screen as it stands; `enlarged(page, width)` is a screen as somebody
sees it who has set letters to twice their size; `unreached(page)` goes through it by tabulator.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

_CUT_OFF = """() => {
  const unseen = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.clipPath !== 'none' || style.visibility === 'hidden') return true
    }
    return element.getClientRects().length === 0
  }
  const named = (element, why) =>
    `${why}: <${element.localName} class="${element.getAttribute('class') ?? ''}"> ` +
    (element.textContent ?? '').trim().replaceAll(/\\s+/g, ' ').slice(0, 60)
  const found = []
  const root = document.documentElement
  const width = root.clientWidth // a phone's innerWidth grows with what does not fit
  if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth} px wide`)
  for (const element of document.querySelectorAll('body, body *')) {
    if (!element.textContent?.trim() || unseen(element)) continue
    if (element.closest('svg, select, script, style, [inert]')) continue
    const style = getComputedStyle(element)
    const [x, y] = [style.overflowX, style.overflowY].map((value) => value !== 'visible')
    if (x && element.scrollWidth > element.clientWidth + 1) found.push(named(element, 'cut off'))
    const hides = ['hidden', 'clip'].includes(style.overflowY) && element !== document.body
    if (y && hides && element.scrollHeight > element.clientHeight + 1) {
      found.push(named(element, 'cut off below'))
    }
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { left, right } of range.getClientRects()) {
        if (left < -1 || right > width + 1) {
          found.push(named(element, 'outside the window'))
          break
        }
      }
    }
  }
  return [...new Set(found)]
}"""
_TO_REACH = """() => {
  const dialogs = document.querySelectorAll('[role=dialog]')
  const root = dialogs.item(dialogs.length - 1) ?? document
  const all = root.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')
  const groups = new Set()
  globalThis.toReach = [...all].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || one.closest('[inert]')) return false
    if (!one.checkVisibility({ visibilityProperty: true })) return false
    if (one.type !== 'radio') return true
    if (groups.has(one.name)) return false
    groups.add(one.name)
    return true
  })
  document.activeElement?.blur?.()
  globalThis.reached = new Set()
  globalThis.ringless = new Set()
  globalThis.note ??= ({ target: at }) => {
    globalThis.reached.add(at)
    if (at.type === 'radio') globalThis.reached.add(at.name)
    // what is made of parts rings for the part that has the focus, where nobody may look
    if (at.localName === 'video' || ['date', 'datetime-local'].includes(at.type)) return
    const style = getComputedStyle(at)
    const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    const around = at.closest('label, [class]:focus-within')
    if (!ring && !(around && getComputedStyle(around).outlineStyle !== 'none')) {
      globalThis.ringless.add(at)
    }
  }
  document.addEventListener('focusin', globalThis.note)
  const parts = { date: 4, 'datetime-local': 7 } // each takes a tabulator
  const films = root.querySelectorAll('video[controls]').length
  return globalThis.toReach.reduce((n, one) => n + (parts[one.type] ?? 1), 8 * films)
}"""
_MISSED = """() => {
  document.removeEventListener('focusin', globalThis.note)
  const { reached, ringless } = globalThis
  const named = (one) => one.outerHTML.slice(0, 160)
  const was = (one) => reached.has(one) || (one.type === 'radio' && reached.has(one.name))
  const missed = globalThis.toReach.filter((one) => one.isConnected && !was(one))
  return [
    ...missed.map((one) => `no key reaches ${named(one)}`),
    ...[...ringless].map((one) => `no ring shows the focus of ${named(one)}`),
  ]
}"""
MOST_KEYS = 160


def cut_off(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


@contextmanager
def enlarged(page: Page, width: int) -> Iterator[None]:
    """Letters at 200 %, in a window of this width; as before afterwards."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": width, "height": before["height"]})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    try:
        yield
    finally:
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size(before)


def unreached(page: Page) -> list[str]:
    """Controls in view that the tabulator misses, or does not mark; of long lists the first 160."""
    count: int = page.evaluate(_TO_REACH)
    for _ in range(min(count + 4, MOST_KEYS)):
        page.keyboard.press("Tab")
    missed: list[str] = page.evaluate(_MISSED)
    return missed if count + 4 <= MOST_KEYS else [one for one in missed if "ring" in one]
