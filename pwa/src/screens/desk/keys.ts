/**
 * Keys of the desk: letters work while no text is being typed and nothing is open above.
 *
 * A hand scanner's first letters are no commands: a key acts only once it is clear that no burst
 * follows it.
 */
import { onBeforeUnmount, onMounted } from 'vue'
import { isScannerTyping } from '@/scan/useWedge.ts'

/** Long enough for a scanner's next keys, too short to notice. */
const WAIT_MS = 60

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** `keys` maps a key as the browser names it, lower case, to what it does. */
export function useKeys(keys: Record<string, () => void>): void {
  let listening = false
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (typing(event.target) || document.querySelector('[role="dialog"]')) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    if (event.repeat) act() // held down, by a hand
    else setTimeout(later, WAIT_MS, act)
  }
  function later(act: () => void): void {
    if (listening && !isScannerTyping()) act()
  }
  onMounted(() => {
    listening = true
    window.addEventListener('keydown', pressed)
  })
  onBeforeUnmount(() => {
    listening = false
    window.removeEventListener('keydown', pressed)
  })
}
