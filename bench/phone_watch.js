// Times on the page's own clock: until a selector shows and is painted, and from an event to the
// last change that it brings about. Each wait has an end, and says what it waited for in vain.
globalThis.watch = {
  /** What `begin` was given came to: `{ ms }` or `{ problem }`; null until then. */
  outcome: null,
  /** Start `work` in a task of its own, so that who asked is answered whatever it does. */
  begin(work) {
    this.outcome = null
    setTimeout(() => {
      work().then(
        (ms) => (this.outcome = { ms }),
        (error) => (this.outcome = { problem: error.message }),
      )
    })
  },
  read: () => `the page says: ${document.body.innerText.slice(0, 300).replace(/\s+/g, ' ')}`,
  painted: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
  /** Until `isSo` holds after some change of the page; `problem` says what did not come about. */
  async changed(isSo, most, problem) {
    let observer, late
    try {
      await new Promise((done, fail) => {
        late = setTimeout(() => fail(new Error(problem())), most)
        const look = () => isSo() && done()
        observer = new MutationObserver(look)
        observer.observe(document, { subtree: true, childList: true, attributes: true })
        look()
      })
    } finally {
      observer.disconnect()
      clearTimeout(late)
    }
    await this.painted()
  },
  async shown(selector, most) {
    const seen = () => document.querySelector(selector)
    await this.changed(seen, most, () => `no ${selector}; ${this.read()}`)
    return performance.now()
  },
  /**
   * From `act` until nothing has changed for `quiet` ms; the last change with its paint counts, but
   * not what the app says of its line, which changes with the line. With a selector, not before
   * that shows.
   */
  async settled(act, quiet, most, selector = 'body') {
    const began = performance.now()
    let last = began
    const busy = new Map()
    const observer = new MutationObserver((changes) => {
      const brought = changes.filter(({ target }) => !isOfTheLine(target))
      if (brought.length === 0) return
      for (const change of brought) count(busy, describe(change))
      void this.painted().then(() => (last = performance.now()))
    })
    observer.observe(document.body, {
      subtree: true, childList: true, attributes: true, characterData: true,
    })
    try {
      act()
      await this.shown(selector, most)
      last = Math.max(last, performance.now())
      while (performance.now() - last < quiet) {
        await new Promise((done) => setTimeout(done, 20))
        if (performance.now() - began > most) throw new Error(`no rest: ${most_of(busy)}`)
      }
    } finally {
      observer.disconnect()
    }
    return last - began
  },
}

function isOfTheLine(node) {
  const element = node.closest ? node : node.parentElement
  return Boolean(element?.closest('[data-testid=sync-chip]'))
}

function count(counted, name) {
  counted.set(name, (counted.get(name) ?? 0) + 1)
}

function most_of(counted) {
  const first = [...counted].sort(([, a], [, b]) => b - a).slice(0, 5)
  return first.map(([name, n]) => `${name} changed ${n} times`).join(', ')
}

function describe({ type, target, attributeName }) {
  const element = target.closest ? target : target.parentElement
  const named = element?.closest('[data-testid]')?.dataset.testid ?? ''
  return `${element?.localName ?? '#text'} in [data-testid=${named}] (${attributeName ?? type})`
}
