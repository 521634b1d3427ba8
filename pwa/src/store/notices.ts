/** Tells every screen, in every tab, what has just been committed. */
import type { Listener, Topic } from './types.ts'

export class Notices {
  readonly #listeners = new Set<Listener>()
  readonly #channel: BroadcastChannel | null

  constructor(name: string) {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Topic[]>) => {
      this.#deliver(new Set(data))
    })
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  tell(...topics: Topic[]): void {
    this.#deliver(new Set(topics))
    this.#channel?.postMessage(topics)
  }

  close(): void {
    this.#listeners.clear()
    this.#channel?.close()
  }

  #deliver(topics: ReadonlySet<Topic>): void {
    for (const listener of [...this.#listeners]) listener(topics)
  }
}
