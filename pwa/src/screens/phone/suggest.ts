/**
 * What somebody who types a label number may mean, from the list on this phone.
 *
 * Any part of the number will do, and so will the words that `names` knows (stand, goods, crate,
 * declaration). A number whose check character does not fit is told at once, together with numbers
 * on the list that are one slip away from it.
 */
import { parseNumber } from '@/labels/number.ts'
import type { CrateBrief } from '@/rules/brief.ts'
import { names, wordsIn } from './due.ts'

export interface Suggestion {
  number: string
  crate: CrateBrief
}

export interface Typing {
  suggestions: Suggestion[]
  /** As long as a label number, and wrong. */
  error: 'mistyped' | 'malformed' | null
  /** The number that is meant where a letter stands for a digit. */
  hint: string | null
}

const MOST = 6
const FEWEST_CHARS = 2
const NUMBER_CHARS = 12

export function suggest(crates: readonly CrateBrief[], text: string): Typing {
  const bare = bareOf(text)
  const parsed = bare.length === NUMBER_CHARS ? parseNumber(text) : null
  const wrong = parsed && 'error' in parsed && /\d/.test(bare) ? parsed : null
  const found =
    bare.length < FEWEST_CHARS ? [] : wrong ? oneSlipFrom(crates, bare) : byPart(crates, bare, text)
  return { suggestions: found.slice(0, MOST), error: wrong?.error ?? null, hint: wrong?.hint ?? null }
}

function bareOf(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '').toUpperCase()
}

/** Numbers that end so come first: the serial is what one reads off, then those that begin so. */
function byPart(crates: readonly CrateBrief[], part: string, text: string): Suggestion[] {
  const best: [string, Suggestion][] = []
  const words = wordsIn(text)
  for (const crate of crates) {
    const { number, bare } = crate
    if (number === null) continue
    const rank = rankOf(bare, part) ?? (names(crate, words) ? 3 : null)
    if (rank !== null) keep(best, `${String(rank)}${number}`, { number, crate })
  }
  return best.map(([, suggestion]) => suggestion)
}

/** Only the first few are shown: the many others need not be put in order. */
function keep(best: [string, Suggestion][], place: string, suggestion: Suggestion): void {
  const last = best.at(-1)
  if (best.length >= MOST && last && last[0] <= place) return
  const at = best.findIndex(([other]) => other > place)
  best.splice(at < 0 ? best.length : at, 0, [place, suggestion])
  if (best.length > MOST) best.pop()
}

function rankOf(number: string, part: string): number | null {
  const serial = number.slice(5, -1)
  if (serial.endsWith(part) || number.endsWith(part)) return 0
  if (number.startsWith(part)) return 1
  return number.includes(part) ? 2 : null
}

function oneSlipFrom(crates: readonly CrateBrief[], bare: string): Suggestion[] {
  return crates.flatMap((crate) => {
    const { number } = crate
    return number !== null && isOneSlip(crate.bare, bare) ? [{ number, crate }] : []
  })
}

/** One character wrong, or two neighbours swapped. */
function isOneSlip(right: string, typed: string): boolean {
  if (right.length !== typed.length) return false
  const wrong = [...right].flatMap((char, at) => (char === typed.charAt(at) ? [] : [at]))
  const [first, second] = wrong
  if (first === undefined) return false
  if (second === undefined) return true
  const swapped = right.charAt(first) === typed.charAt(second) && right.charAt(second) === typed.charAt(first)
  return wrong.length === 2 && second === first + 1 && swapped
}
