/** Whether the window is wide enough for two panes, as it changes. */
import { onBeforeUnmount, ref, type Ref } from 'vue'

export function useMedia(query: string): Ref<boolean> {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  const changed = (): void => {
    matches.value = list.matches
  }
  list.addEventListener('change', changed)
  onBeforeUnmount(() => {
    list.removeEventListener('change', changed)
  })
  return matches
}
