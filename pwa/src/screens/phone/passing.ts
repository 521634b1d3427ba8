/** What one phone shows to the scanner of another, beside labels. */
import { shallowRef } from 'vue'
import type { Box } from '@/wire/parcel.ts'
import { Gathering, isPart, type Gathered } from '@/scan/parts.ts'
import { routeOf } from './cosigning.ts'
import { fromCode, type Handed } from './handing.ts'

const FREEZE = 'F'

/** A signed freeze, as it is shown. */
export const freezeText = (jws: string): string => FREEZE + jws

export type Passed = { freeze: string } | { draft: Handed } | null

/** What a text that came together is; null where it is nothing of ours. */
export async function readPassed(text: string): Promise<Passed> {
  if (text.startsWith(FREEZE)) return { freeze: text.slice(1) }
  const draft = await fromCode(text)
  return draft && { draft }
}

const GIVE = '/give'

/** Where a colleague awaits a draft: `https://HOST/give#CODE.POINT`. */
export const boxLink = ({ code, point }: Pick<Box, 'code' | 'point'>): string =>
  `${location.origin}${GIVE}#${code}.${point}`

/** What the part after `#` says; null where it is none. */
export function readBoxLink(hash: string): { code: string; point: string } | null {
  const [, code = '', point = ''] = /^#([A-Z2-7]{16})\.([A-Za-z0-9_-]{87})$/.exec(hash) ?? []
  return code ? { code, point } : null
}

/** Where in this app a scanned text leads: to co-sign, or to pass a draft. */
export function shownRoute(text: string): string | null {
  const start = `${location.origin}${GIVE}#`
  return text.startsWith(start) ? GIVE + text.slice(start.length - 1) : routeOf(text)
}

/** A draft that was scanned and not taken yet, for the screen that takes it. */
export const incoming = shallowRef<Handed | null>(null)

/** Collects the frames among what a camera saw at once; null where none of it is a frame. */
export class Receiving {
  readonly #gathering = new Gathering()

  async take(texts: readonly string[]): Promise<Gathered | 'broken' | null> {
    let last: Gathered | 'broken' | null = null
    for (const text of texts.filter(isPart)) last = (await this.#gathering.add(text)) ?? 'broken'
    return last
  }
}
