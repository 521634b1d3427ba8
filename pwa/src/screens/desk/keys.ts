/** Keys of the desk: letters work while no text is being typed and nothing is open above. */
import { onBeforeUnmount, onMounted } from 'vue'

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** `keys` maps a key as the browser names it, lower case, to what it does. */
export function useKeys(keys: Record<string, () => void>): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (typing(event.target) || document.querySelector('[role="dialog"]')) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => {
    window.addEventListener('keydown', pressed)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', pressed)
  })
}
