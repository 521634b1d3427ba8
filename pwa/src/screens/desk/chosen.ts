/** Rows of a list that were chosen, by key; what has left the list is chosen no more. */
import { computed, ref, type ComputedRef } from 'vue'

export function useChosen<T>(rows: () => readonly T[], keyOf: (row: T) => string) {
  const keys = ref<ReadonlySet<string>>(new Set())
  const chosen: ComputedRef<T[]> = computed(() => rows().filter((row) => keys.value.has(keyOf(row))))

  function toggle(key: string): void {
    const next = new Set(keys.value)
    if (!next.delete(key)) next.add(key)
    keys.value = next
  }

  /** All rows, or none where all are chosen already. */
  function toggleAll(): void {
    const all = rows().map(keyOf)
    keys.value = chosen.value.length === all.length ? new Set() : new Set(all)
  }

  function clear(): void {
    keys.value = new Set()
  }
  const all = computed(() => rows().length > 0 && chosen.value.length === rows().length)
  return { keys, chosen, all, toggle, toggleAll, clear }
}
