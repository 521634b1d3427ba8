/** A message of the office, as it came over the network: read, and nothing else done with it. */
import type { Knock } from '../wire/types.ts'
import { words } from './words.ts'

/** A message that this version understands, or null. */
export function read(text: string | undefined): Knock | null {
  try {
    const knock = JSON.parse(text ?? '') as Partial<Knock> | null
    const isWhole = knock?.v === 1 && Object.hasOwn(words.zh.what, knock.what ?? '') && isOurs(knock.path)
    return isWhole ? (knock as Knock) : null
  } catch {
    return null
  }
}

/** A path of this app, and nothing that a browser would take for another site. */
export const isOurs = (path: unknown): boolean => typeof path === 'string' && /^\/(?![/\\])/.test(path)
