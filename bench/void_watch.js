// Runs in the app's page: from the last byte of an answer that holds a trust list until the verdict
// on a label that a hand scanner types as soon as that list is kept. Touches nothing of the app but
// to look at what it fetches and what it stores.
;(() => {
  let came = null
  let label = null
  let seen = null

  const plainFetch = window.fetch
  window.fetch = async (...asked) => {
    const answer = await plainFetch(...asked)
    if (!answer.url.includes('/api/changes')) return answer
    const bytes = await answer.arrayBuffer()
    if (new TextDecoder().decode(bytes).includes('"view":"trust"')) came = performance.now()
    const { status, statusText, headers } = answer
    return new Response(bytes, { status, statusText, headers })
  }

  const plainPut = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (value?.view === 'trust') this.transaction.addEventListener('complete', type)
    return plainPut.call(this, value, ...key)
  }

  function type() {
    if (label === null) return
    for (const key of [...label, 'Enter']) {
      const how = { key, code: '', bubbles: true, cancelable: true }
      document.body.dispatchEvent(new KeyboardEvent('keydown', how))
    }
  }

  function look() {
    const verdict = document.querySelector('[data-testid=verdict]')
    if (label === null || came === null || !verdict) return
    const word = verdict.dataset.verdict
    const since = came
    label = came = null
    // the second frame after the change begins once the first has been painted
    requestAnimationFrame(() => requestAnimationFrame((now) => seen([word, now - since])))
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })

  /** The verdict on a label that is typed when the next list has come, and how long it took. */
  window.verdictAfterList = (text) =>
    new Promise((done) => {
      label = text
      came = null
      seen = done
    })
})()
