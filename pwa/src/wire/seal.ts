/**
 * Seals an entry: a compact JWS over exactly the bytes that will be stored and hashed everywhere.
 *
 * Guarantee: nobody, this app included, serialises an entry a second time. What was signed is what
 * is kept, sent and exported.
 */
import { fromBase64url, toBase64url } from './base64url.ts'
import { ES256 } from './keys.ts'
import type { EnrolmentClaim, Envelope, Jwk } from './types.ts'

/** The limit of an entry's payload; photos travel on their own. */
export const MAX_PAYLOAD_BYTES = 64 * 1024
export const MAX_PHOTOS = 60

const utf8 = new TextEncoder()

/** The entry as a compact JWS. Throws a RangeError when the payload exceeds 64 KiB. */
export async function sealEntry(key: CryptoKey, dev: string, envelope: Envelope): Promise<string> {
  const { v, id, seq, kind, kv, at, actor, seen, body, photos } = envelope
  const payload = utf8.encode(
    JSON.stringify({ v, id, seq, kind, kv, at, actor, seen, body, photos }),
  )
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new RangeError(`entry of ${String(payload.length)} bytes, at most 65536 are taken`)
  }
  return sign(key, { alg: 'ES256', kid: dev }, payload)
}

/** The version of its kind that a body is written in. */
export function kvOf(kind: string, body: object): number {
  const record = kind === 'inspection.amended' && 'record' in body ? body.record : body
  if (kind === 'crate.arrived') return 'how' in body ? 2 : 1
  if (kind === 'inspection.cosigned') return 2
  if (kind === 'isolation.visited' || kind === 'treatment.checked') return 'attachments' in body ? 2 : 1
  const inspected = kind === 'inspection.recorded' || kind === 'inspection.amended'
  return inspected && record instanceof Object && 'attachments' in record ? 4 : 1
}

/** The request of a new phone: signed by its key, which the header carries. */
export async function sealEnrolment(key: CryptoKey, jwk: Jwk, claim: EnrolmentClaim): Promise<string> {
  const { code, name } = claim
  const { kty, crv, x, y } = jwk
  const header = { alg: 'ES256', jwk: { kty, crv, x, y } }
  return sign(key, header, utf8.encode(JSON.stringify({ code, name })))
}

/** The payload of an entry that this phone sealed itself, as it was signed. */
export function openEntry<Body = unknown>(jws: string): Envelope<Body> {
  const payload = fromBase64url(jws.split('.')[1] ?? '')
  return JSON.parse(new TextDecoder().decode(payload)) as Envelope<Body>
}

/** A UUIDv7 (RFC 9562): its first 48 bits are milliseconds, so ids sort by time of making. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(now) << 16n) | 0x7000n, false)
  const random = crypto.getRandomValues(new Uint8Array(2))
  bytes[6] = 0x70 | ((random[0] ?? 0) & 0x0f)
  bytes[7] = random[1] ?? 0
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

async function sign(key: CryptoKey, header: object, payload: Uint8Array): Promise<string> {
  const input = `${toBase64url(utf8.encode(JSON.stringify(header)))}.${toBase64url(payload)}`
  const signature = await crypto.subtle.sign(ES256, key, utf8.encode(input))
  return `${input}.${toBase64url(new Uint8Array(signature))}`
}
