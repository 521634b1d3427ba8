/** Moving a long page so that what is next is where the eye and the thumb already are. */
import { nextTick } from 'vue'

function calm(): ScrollBehavior {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
}

/** Bring a place into view, below the bar at the top, and let screen readers go on from there. */
export function bringTo(id: string): void {
  const place = document.getElementById(id)
  if (!place) return
  place.scrollIntoView({ block: 'start', behavior: calm() })
  if (!place.hasAttribute('tabindex')) place.setAttribute('tabindex', '-1')
  place.focus({ preventScroll: true })
}

/**
 * Scroll by the distance between two items' answers: the next item's buttons come to lie where
 * the pressed one was, so that the thumb stays. At once, not smoothly: a press that begins while
 * the page still moves would end on another button and be lost.
 */
export async function keepUnderThumb(from: string, to: string): Promise<void> {
  await nextTick()
  const [here, there] = [from, to].map((id) =>
    document.getElementById(id)?.querySelector('[role="radiogroup"]')?.getBoundingClientRect(),
  )
  if (here && there) window.scrollBy({ top: there.top - here.top, behavior: 'instant' })
}
