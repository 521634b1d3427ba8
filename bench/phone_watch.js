// Times on the page's own clock: until a selector shows and is painted, and from an event to the
// last change that it brings about.
globalThis.watch = {
  painted: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
  async shown(selector) {
    await new Promise((done) => {
      const look = () => document.querySelector(selector) && (observer.disconnect(), done())
      const observer = new MutationObserver(look)
      observer.observe(document, { subtree: true, childList: true, attributes: true })
      look()
    })
    await this.painted()
    return performance.now()
  },
  until: {},
  mark(name, selector) {
    this.until[name] = this.shown(selector)
  },
  /** From `act` until nothing has changed for `quiet` ms; the last change with its paint counts. */
  async settled(act, quiet) {
    const began = performance.now()
    let last = began
    const observer = new MutationObserver(() => {
      void this.painted().then(() => (last = performance.now()))
    })
    observer.observe(document.body, {
      subtree: true, childList: true, attributes: true, characterData: true,
    })
    act()
    await this.painted()
    last = Math.max(last, performance.now())
    while (performance.now() - last < quiet) await new Promise((done) => setTimeout(done, 20))
    observer.disconnect()
    return last - began
  },
}
