/**
 * Keeps a draft at each change: at once where writing takes no waiting, then in the database.
 *
 * Guarantee: writes never overtake each other, and nothing is written once it was paused: a late
 * write would bring a draft back after it was signed.
 */
import type { Store } from '@/store/types.ts'

export class Saver<D extends object> {
  #waiting: D | null = null
  #running: Promise<void> | null = null
  #paused = false
  readonly #keyOf: (draft: D) => string
  readonly #told: (failed: boolean) => void

  /** `told`: whether the last write could not be kept. */
  constructor(keyOf: (draft: D) => string, told: (failed: boolean) => void) {
    this.#keyOf = keyOf
    this.#told = told
  }

  /** Values in between are skipped. */
  save(store: Store, draft: D): void {
    if (this.#paused) return
    store.jotDraft(this.#keyOf(draft), draft)
    this.#waiting = draft
    this.#running ??= this.#drain(store)
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** Resolves when nothing is left to write; takes nothing more. */
  async pause(): Promise<void> {
    this.#paused = true
    await this.#running
  }

  resume(store: Store, draft: D): void {
    this.#paused = false
    this.save(store, draft)
  }

  async #drain(store: Store): Promise<void> {
    while (this.#waiting) {
      const value = plain(this.#waiting)
      this.#waiting = null
      try {
        await store.saveDraft(this.#keyOf(value), value)
        this.#told(false)
      } catch {
        this.#told(true) // said on screen; the next change tries again
      }
    }
    this.#running = null
  }
}

/** A copy without reactivity, as IndexedDB wants it. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
