/**
 * The trust list: which keys may issue labels, and which numbers no longer count.
 *
 * Guarantee: a list is believed only when the office's root key signed exactly these bytes, and it
 * has one encoding. Losing a list costs nothing, it can be fetched again; an older one never
 * replaces a newer one (the store sees to that).
 */
import { fromBase64url, sha256, toHex } from '../wire/base64url.ts'
import { type Cbor, readCbor } from './cbor.ts'
import { openMessage, publicKey, signatureHolds } from './cose.ts'
import { dayText } from './facts.ts'
import { SERIAL_MAX } from './number.ts'

const LIST_VERSION = 1
const LIST_MAX_CHARS = 4_000_000
const LAST_DAY = 47_481 // 2099-12-31
const PORT = /^[A-Z0-9]{3}$/

export interface TrustedKey {
  kid: string
  point: Uint8Array<ArrayBuffer>
  port: string
  /** Labels issued from this day … */
  firstDay: string
  /** … to this day count. */
  lastDay: string
  /** First day on which its labels no longer count. */
  revoked: string | null
}

export interface TrustList {
  /** Only grows. */
  version: number
  /** Unix seconds. */
  issuedAt: number
  keys: ReadonlyMap<string, TrustedKey>
  isVoid(port: string, year: number, serial: number): boolean
  isReplaced(port: string, year: number, serial: number): boolean
}

/** Why a list was not taken. The old one stays in use; sync again. */
export class TrustRefused extends Error {
  override readonly name = 'TrustRefused'
}

/** Opens `text` if the root key at `rootPoint` signed it. Throws TrustRefused otherwise. */
export async function openTrust(
  text: string,
  rootPoint: Uint8Array<ArrayBuffer>,
): Promise<TrustList> {
  const message = text.length <= LIST_MAX_CHARS ? messageOf(text) : null
  if (message === null) throw new TrustRefused('it is not a trust list')
  const ours = message.kid === (await kidOf(rootPoint))
  if (!ours || !(await signatureHolds(message, rootPoint))) {
    throw new TrustRefused("the office's root key did not sign it")
  }
  try {
    return await unpack(readCbor(message.payload))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw new TrustRefused(`its contents are wrong: ${error.message}`)
    }
    throw error
  }
}

/** The name of a key: the first 4 bytes of SHA-256 of its point, as hex. */
export async function kidOf(point: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex((await sha256(point)).subarray(0, 4))
}

function messageOf(text: string): ReturnType<typeof openMessage> {
  try {
    return openMessage(fromBase64url(text))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function unpack(payload: Cbor): Promise<TrustList> {
  const [form, version, issuedAt, keys, voided, replaced] = list(payload, 6)
  if (form !== LIST_VERSION) throw new SyntaxError('an unknown version of its form')
  const opened = await Promise.all(list(keys).map(unpackKey))
  const kids = opened.map((key) => key.kid)
  if (!ascending(kids)) throw new SyntaxError('keys out of order, or two of one name')
  const [isVoid, isReplaced] = [numbers(voided), numbers(replaced)]
  return {
    version: natural(version),
    issuedAt: natural(issuedAt),
    keys: new Map(opened.map((key) => [key.kid, key])),
    isVoid,
    isReplaced,
  }
}

async function unpackKey(packed: Cbor): Promise<TrustedKey> {
  const [kid, port, point, first, last, revoked] = list(packed, 6)
  if (!(kid instanceof Uint8Array) || !(point instanceof Uint8Array)) {
    throw new SyntaxError('a key that is none')
  }
  const name = toHex(kid)
  if (name !== (await kidOf(point)) || (await publicKey(point)) === null) {
    throw new SyntaxError('a key id that does not belong to its key')
  }
  const [firstDay, lastDay] = [natural(first, LAST_DAY), natural(last, LAST_DAY)]
  if (lastDay < firstDay) throw new SyntaxError('a key that is never valid')
  return {
    kid: name,
    point,
    port: portCode(port),
    firstDay: dayText(firstDay),
    lastDay: dayText(lastDay),
    revoked: revoked === null ? null : dayText(natural(revoked, LAST_DAY)),
  }
}

/** `[port, year, [first serial, gap, …]]` for each port and year, sorted, as a lookup. */
function numbers(packed: Cbor | undefined): (port: string, year: number, serial: number) => boolean {
  const groups = new Map<string, Set<number>>()
  const order: string[] = []
  for (const group of list(packed)) {
    const [port, year, steps] = list(group, 3)
    const name = `${portCode(port)}${String(natural(year, 99)).padStart(2, '0')}`
    order.push(name)
    groups.set(name, serials(list(steps)))
  }
  if (!ascending(order)) throw new SyntaxError('void numbers out of order')
  return (port, year, serial) =>
    groups.get(`${port}${String(year % 100).padStart(2, '0')}`)?.has(serial) ?? false
}

function serials(steps: Cbor[]): Set<number> {
  if (steps.length === 0) throw new SyntaxError('a group of no numbers')
  const found = new Set<number>()
  let serial = 0
  for (const step of steps) {
    serial += natural(step, SERIAL_MAX)
    if (step === 0 || serial > SERIAL_MAX) throw new SyntaxError('a serial that no label has')
    found.add(serial)
  }
  return found
}

function ascending(names: string[]): boolean {
  return names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name)
}

function list(value: Cbor | undefined, length?: number): Cbor[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new SyntaxError('not the list that belongs here')
  }
  return value
}

function natural(value: Cbor | undefined, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || value > most) throw new SyntaxError('a number out of its limits')
  return value
}

function portCode(value: Cbor | undefined): string {
  if (typeof value !== 'string' || !PORT.test(value)) throw new SyntaxError('not a port')
  return value
}
