"""When a screen stands: nothing is asked of the server, nothing on it changes and nothing moves.
What turns for as long as one waits, such as a spinner, does not count."""

from playwright.sync_api import BrowserContext, Page

_COUNT_ASKED = """() => {
  const { fetch } = window
  globalThis.unanswered = 0
  window.fetch = async (...asked) => {
    globalThis.unanswered += 1
    try {
      return await fetch(...asked)
    } finally {
      globalThis.unanswered -= 1
    }
  }
}"""
_QUIET = """() => new Promise((done) => {
  let timer
  const moves = ({ playState, effect }) =>
    playState === 'running' && effect.getTiming().iterations !== Infinity
  const isBusy = () => globalThis.unanswered > 0 || document.getAnimations().some(moves)
  const look = () => (isBusy() ? begin() : (seen.disconnect(), done()))
  const begin = () => {
    clearTimeout(timer)
    timer = setTimeout(look, 100)
  }
  const seen = new MutationObserver(begin)
  seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  begin()
})"""


def watched(context: BrowserContext) -> BrowserContext:
    """Every page that begins from now on counts what it has asked and has no answer to."""
    context.add_init_script(f"({_COUNT_ASKED})()")
    return context


def await_quiet(page: Page) -> None:
    page.evaluate(_QUIET)
