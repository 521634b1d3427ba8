/**
 * What somebody who types a label number may mean, from the list on this phone.
 *
 * Any part of the number will do, and so will the words that `fits` knows (stand, goods, crate,
 * declaration). A number whose check character does not fit is told at once, together with numbers
 * on the list that are one slip away from it.
 */
import { parseNumber } from '@/labels/number.ts'
import type { Crate } from '@/wire/types.ts'
import { fits } from './due.ts'

export interface Suggestion {
  number: string
  crate: Crate
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

export function suggest(crates: readonly Crate[], text: string): Typing {
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
function byPart(crates: readonly Crate[], bare: string, text: string): Suggestion[] {
  const ranked: [number, Suggestion][] = []
  for (const crate of crates) {
    if (!crate.label) continue
    const { number } = crate.label
    const rank = rankOf(bareOf(number), bare) ?? (fits(crate, text) ? 3 : null)
    if (rank !== null) ranked.push([rank, { number, crate }])
  }
  return ranked
    .sort(([a, one], [b, other]) => a - b || one.number.localeCompare(other.number))
    .map(([, suggestion]) => suggestion)
}

function rankOf(number: string, part: string): number | null {
  const serial = number.slice(5, -1)
  if (serial.endsWith(part) || number.endsWith(part)) return 0
  if (number.startsWith(part)) return 1
  return number.includes(part) ? 2 : null
}

function oneSlipFrom(crates: readonly Crate[], bare: string): Suggestion[] {
  return crates.flatMap((crate) => {
    const number = crate.label?.number
    return number !== undefined && isOneSlip(bareOf(number), bare) ? [{ number, crate }] : []
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
