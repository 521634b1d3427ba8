/** Keeps a draft at each change: jotted at once, in the database soon after. */
import type { Store } from '@/store/types.ts'
import { draftKey, type InspectionDraft } from './draft.ts'

/** Writes the newest value, one write at a time; values in between are skipped. */
export class Saver {
  #waiting: InspectionDraft | null = null
  #running: Promise<void> | null = null
  #paused = false
  readonly #told: (failed: boolean) => void

  constructor(told: (failed: boolean) => void) {
    this.#told = told
  }

  save(store: Store, draft: InspectionDraft): void {
    if (this.#paused) return
    store.jotDraft(draftKey(draft.crate), draft)
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

  resume(store: Store, draft: InspectionDraft): void {
    this.#paused = false
    this.save(store, draft)
  }

  async #drain(store: Store): Promise<void> {
    while (this.#waiting) {
      const value = plain(this.#waiting)
      this.#waiting = null
      try {
        await store.saveDraft(draftKey(value.crate), value)
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
