/**
 * The newest word of each draft, where writing takes no waiting: the browser's local storage.
 *
 * Guarantee: what `put` returned from is there after a reload or a crash of the page. It is no
 * archive: it is small, may be full, and is emptied as the database catches up.
 */
const PREFIX = 'greenlane.jotted'

export class Jotter {
  readonly #database: string
  readonly #storage: Storage | undefined

  constructor(database: string, storage: Storage | undefined = globalThis.localStorage) {
    this.#database = database
    this.#storage = storage
  }

  put(user: string, key: string, text: string): void {
    try {
      this.#storage?.setItem(this.#place(user, key), text)
    } catch {
      // full, or forbidden: the database is on its way with the same word
    }
  }

  /** The value that was put last, or null. */
  take(user: string, key: string): unknown {
    const text = this.#storage?.getItem(this.#place(user, key)) ?? null
    if (text === null) return null
    try {
      return JSON.parse(text)
    } catch {
      return null // somebody else's, or cut: the database has the word before it
    }
  }

  /** Forget it, where it is still this very text; without one, whatever it is. */
  drop(user: string, key: string, text?: string): void {
    const place = this.#place(user, key)
    if (text === undefined || this.#storage?.getItem(place) === text) this.#storage?.removeItem(place)
  }

  #place(user: string, key: string): string {
    return [PREFIX, this.#database, user, key].join('/')
  }
}
