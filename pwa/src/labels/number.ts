/**
 * The label number (标识号): `DAL13-000123-D`, checked as people type it.
 *
 * Guarantee: one wrong character, or two swapped neighbours, is told from a number that is merely
 * unknown (ISO 7064, MOD 37,36).
 */

export const SERIAL_MAX = 999_999

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SHAPE = /^([A-Z0-9]{3})([0-9]{2})([0-9]{6})([A-Z0-9])$/
const SEPARATORS = /[\s\-‐‑‒–—―−_.·]+/g
const LOOKALIKES: Readonly<Record<string, string>> = {
  O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8',
}

export type ParsedNumber =
  | { ok: string }
  /** `mistyped`: the shape is right, the check character is not. `hint`: perhaps meant. */
  | { error: 'mistyped' | 'malformed'; hint: string | null }

/** Check character over digits and capitals. */
export function checkCharacter(body: string): string {
  let carry = 36
  for (const char of body) {
    carry = (carry + ALPHABET.indexOf(char)) % 36 || 36
    carry = (carry * 2) % 37
  }
  return ALPHABET.charAt((37 - carry) % 36)
}

/** The printed number of a port's serial in the year of `issued` (`2013-05-10`). */
export function numberOf(port: string, issued: string, serial: number): string {
  const body = `${port}${issued.slice(2, 4)}${String(serial).padStart(6, '0')}`
  return printed(body + checkCharacter(body))
}

/** A typed number in its printed form, with or without hyphens, in either case and width. */
export function parseNumber(text: string): ParsedNumber {
  const bare = text.normalize('NFKC').replace(SEPARATORS, '').toUpperCase()
  const shape = SHAPE.exec(bare)
  if (!shape || shape[3] === '000000') return { error: 'malformed', hint: reading(bare) }
  if (checkCharacter(bare.slice(0, 11)) !== bare.slice(11)) {
    return { error: 'mistyped', hint: null }
  }
  return { ok: printed(bare) }
}

/** The number that is meant where letters stand for digits (O for 0), if its check fits. */
function reading(bare: string): string | null {
  if (bare.length !== 12) return null
  const digits = Array.from(bare.slice(3, 11), (char) => LOOKALIKES[char] ?? char).join('')
  const guess = bare.slice(0, 3) + digits + bare.slice(11)
  const shape = SHAPE.exec(guess)
  const fits = shape && shape[3] !== '000000' && checkCharacter(guess.slice(0, 11)) === shape[4]
  return fits ? printed(guess) : null
}

function printed(bare: string): string {
  return `${bare.slice(0, 5)}-${bare.slice(5, 11)}-${bare.slice(11)}`
}
