/**
 * Something a screen asks the server for, in one of three states that are all shown.
 *
 * Only the newest question's answer counts: a slow answer to an older filter never replaces it.
 */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Loaded<T> {
  /** The last good answer; kept on screen while it is asked for again. */
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  busy: Ref<boolean>
  load: () => Promise<void>
  /** Ask again without anything moving on screen, but for what has changed. */
  refresh: () => Promise<void>
}

export function useLoaded<T>(ask: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  let newest = 0

  async function load(): Promise<void> {
    busy.value = true
    await refresh()
  }

  async function refresh(): Promise<void> {
    const mine = ++newest
    try {
      const answer = await ask()
      if (mine !== newest) return
      data.value = answer
      error.value = null
    } catch (thrown) {
      if (mine === newest) error.value = thrown
    } finally {
      if (mine === newest) busy.value = false
    }
  }
  return { data, error, busy, load, refresh }
}

export interface Task<A extends unknown[]> {
  busy: Ref<boolean>
  error: ShallowRef<unknown>
  /** Runs it unless it is running already; true where it succeeded. */
  run: (...args: A) => Promise<boolean>
}

/** Something a person sets off: once at a time, with its failure kept to be shown. */
export function useTask<A extends unknown[]>(act: (...args: A) => Promise<void>): Task<A> {
  const busy = ref(false)
  const error = shallowRef<unknown>(null)

  async function run(...args: A): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      await act(...args)
      return true
    } catch (thrown) {
      error.value = thrown
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, run }
}
