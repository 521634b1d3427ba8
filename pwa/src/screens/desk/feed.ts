/**
 * A long list in pages: the first at once, the next ones as they are asked for.
 *
 * Guarantee: a row stands in it once, and what is on screen stays there while it is asked for again.
 */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useLoaded, useTask, type Loaded } from './load.ts'

export interface Page<R> {
  rows: R[]
  /** Leads to the page behind; null at the end. */
  cursor: string | null
  total: number
}

export interface Feed<R, P extends Page<R>> extends Pick<Loaded<P>, 'error' | 'load' | 'refresh'> {
  /** The newest answer to the question for the first page. */
  head: ShallowRef<P | null>
  rows: ComputedRef<R[]>
  total: ComputedRef<number>
  hasMore: ComputedRef<boolean>
  more: () => Promise<boolean>
  moreError: ShallowRef<unknown>
  moreBusy: Ref<boolean>
}

export const PAGE_ROWS = 50
/** What the server gives in one go: a list unfolded further is not asked for again by itself. */
const MOST_ROWS = 500

export function useFeed<R, P extends Page<R>>(
  ask: (cursor: string | null, limit: number) => Promise<P>,
  keyOf: (row: R) => string,
): Feed<R, P> {
  const behind = shallowRef<R[]>([])
  const cursor = ref<string | null>(null)
  const first = useLoaded(async () => {
    const shown = (first.data.value?.rows.length ?? 0) + behind.value.length
    const page = await ask(null, Math.min(MOST_ROWS, Math.max(PAGE_ROWS, shown)))
    behind.value = []
    cursor.value = page.cursor
    return page
  })
  const rows = computed(() => {
    const found = new Map<string, R>()
    for (const row of behind.value) found.set(keyOf(row), row)
    const head = first.data.value?.rows ?? []
    for (const row of head) found.delete(keyOf(row))
    return [...head, ...found.values()]
  })
  const onward = useTask(async () => {
    const from = cursor.value
    const page = await ask(from, PAGE_ROWS)
    if (cursor.value !== from) return // asked for anew meanwhile, so this page is of a list that was
    behind.value = [...behind.value, ...page.rows]
    cursor.value = page.cursor
  })

  /** Once more what is shown; a list unfolded beyond one answer waits for somebody to ask. */
  async function refresh(): Promise<void> {
    if (rows.value.length <= MOST_ROWS && !onward.busy.value) await first.refresh()
  }

  return {
    head: first.data,
    rows,
    total: computed(() => first.data.value?.total ?? 0),
    hasMore: computed(() => cursor.value !== null),
    error: first.error,
    load: first.load,
    refresh,
    more: onward.run,
    moreError: onward.error,
    moreBusy: onward.busy,
  }
}
