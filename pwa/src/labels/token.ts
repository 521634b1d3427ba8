/**
 * The code on a label, taken apart.
 *
 * Guarantee: a label has exactly one token; whatever differs from it in a single bit either is not
 * opened or does not verify. Facts outside their limits are refused, so they can always be shown.
 */
import { fromBase32 } from './base32.ts'
import { type Cbor, readCbor } from './cbor.ts'
import { type Message, openMessage } from './cose.ts'
import { dayText, type Facts } from './facts.ts'
import { numberOf, parseNumber, SERIAL_MAX } from './number.ts'

const FORMAT_VERSION = 1
const TOKEN_MAX_CHARS = 512
const TOKEN = /^[A-Z2-7]+$/
const URL_OF_LABEL =
  /^[Hh][Tt][Tt][Pp][Ss]:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?\/L\/([A-Z2-7]+)$/
const FIRST_DAY = 10_957 // 2000-01-01: two digits name the year, so it must not be ambiguous
const LAST_DAY = 47_481 // 2099-12-31

export interface OpenedLabel {
  token: string
  facts: Facts
  message: Message
}

/** The token in what a scanner read: a label's URL or a bare token; null for anything else. */
export function tokenOf(text: string): string | null {
  return TOKEN.test(text) ? text : (URL_OF_LABEL.exec(text)?.[1] ?? null)
}

/** Take a bare token apart, or null for anything but the one encoding of a label. */
export function openToken(token: string): OpenedLabel | null {
  if (!TOKEN.test(token) || token.length > TOKEN_MAX_CHARS) return null
  const data = fromBase32(token)
  const message = data && openMessage(data)
  const facts = message && factsOf(message.payload)
  return facts && { token, facts, message }
}

/** The printed number of what was read, a label's code or a number; null for anything else. */
export function numberIn(read: string): string | null {
  const token = tokenOf(read)
  const facts = token === null ? undefined : openToken(token)?.facts
  if (facts) return numberOf(facts.port, facts.issued, facts.serial)
  const number = parseNumber(read)
  return 'ok' in number ? number.ok : null
}

function factsOf(payload: Uint8Array): Facts | null {
  let values: Cbor
  try {
    values = readCbor(payload)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null // TypeError: bad UTF-8
    throw error
  }
  if (!Array.isArray(values) || values.length !== 11) return null
  const [version, serial, declaration, n, of, port, origin, hs, destination, issued, until] = values
  const holds =
    version === FORMAT_VERSION &&
    within(serial, 1, SERIAL_MAX) &&
    within(declaration, 1, 10 ** 15 - 1) &&
    within(of, 1, 9_999) &&
    within(n, 1, of) &&
    matches(port, /^[A-Z0-9]{3}$/) &&
    matches(origin, /^[A-Z]{2}$/) &&
    within(hs, 1, 999_999) &&
    matches(destination, /^[A-Z0-9-]{1,12}$/) &&
    within(until, FIRST_DAY, LAST_DAY) &&
    within(issued, FIRST_DAY, until)
  if (!holds) return null
  return {
    serial,
    declaration,
    n,
    of,
    port,
    origin,
    hs,
    destination,
    issued: dayText(issued),
    valid_until: dayText(until),
  }
}

function within(value: Cbor | undefined, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

function matches(value: Cbor | undefined, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value)
}
