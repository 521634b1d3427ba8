/**
 * What the office says of itself, kept on the phone for when it has no signal: fetched at most once
 * an hour, and only when the phone is in touch. Losing it costs what it says until then.
 */
import { shallowRef, watch, type ShallowRef } from 'vue'
import { useSync } from '../shared/core.ts'

const FRESH_MS = 3_600_000

interface Kept<T> {
  at: number
  value: T
}

function kept<T>(name: string): Kept<T> | null {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? 'null') as Kept<T> | null
    return found && 'value' in found ? found : null
  } catch {
    return null
  }
}

/** What is in hand at once, or `none`; a newer one when the phone is in touch. */
export function useKept<T>(name: string, none: T, fetch: () => Promise<T>): ShallowRef<T> {
  const value = shallowRef(kept<T>(name)?.value ?? none) as ShallowRef<T>
  const status = useSync()
  async function renew(): Promise<void> {
    const known = kept<T>(name)
    if (known && Date.now() - known.at < FRESH_MS) return
    try {
      const now = await fetch()
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), value: now } satisfies Kept<T>))
      value.value = now
    } catch {
      return // no signal: what is in hand serves
    }
  }
  watch(() => status.value?.lastSuccess ?? null, renew, { immediate: true })
  return value
}
