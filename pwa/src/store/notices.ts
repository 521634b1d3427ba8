/** Tells every screen, in every tab, what has just been committed. */
import type { View } from '../wire/types.ts'
import type { Listener, Topic } from './types.ts'

/** A page of a pull: from which cursor to which it led, and the rows that it changed; null for all. */
export interface Pulled {
  from: string
  to: string
  keys: Partial<Record<View, string[]>> | null
}

export class Notices {
  readonly #listeners = new Set<Listener>()
  readonly #pullers = new Set<(pulled: Pulled) => void>()
  readonly #channel: BroadcastChannel | null
  readonly #pulls: BroadcastChannel | null

  constructor(name: string) {
    this.#channel = channel(name)
    this.#pulls = channel(`${name}/pulled`)
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Topic[]>) => {
      this.#deliver(new Set(data))
    })
    this.#pulls?.addEventListener('message', ({ data }: MessageEvent<Pulled>) => {
      this.#pulled(data)
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

  /** For what keeps rows in memory: which of them to read again. Before `rows` is told. */
  tellPulled(pulled: Pulled): void {
    this.#pulled(pulled)
    this.#pulls?.postMessage(pulled)
  }

  onPulled(listener: (pulled: Pulled) => void): void {
    this.#pullers.add(listener)
  }

  close(): void {
    this.#listeners.clear()
    this.#pullers.clear()
    this.#channel?.close()
    this.#pulls?.close()
  }

  #pulled(pulled: Pulled): void {
    for (const listener of this.#pullers) listener(pulled)
  }

  #deliver(topics: ReadonlySet<Topic>): void {
    for (const listener of [...this.#listeners]) listener(topics)
  }
}

function channel(name: string): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
}
