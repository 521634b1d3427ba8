/** What one phone shows to the scanner of another, beside labels. */
import { Gathering, isPart, type Gathered } from '@/scan/parts.ts'

const FREEZE = 'F'

/** A signed freeze, as it is shown. */
export const freezeText = (jws: string): string => FREEZE + jws

export type Passed = { freeze: string } | null

/** What a text that came together is; null where it is nothing of ours. */
export function readPassed(text: string): Passed {
  return text.startsWith(FREEZE) ? { freeze: text.slice(1) } : null
}

/** Collects the frames among what a camera saw at once; null where none of it is a frame. */
export class Receiving {
  readonly #gathering = new Gathering()

  async take(texts: readonly string[]): Promise<Gathered | 'broken' | null> {
    let last: Gathered | 'broken' | null = null
    for (const text of texts.filter(isPart)) last = (await this.#gathering.add(text)) ?? 'broken'
    return last
  }
}
