/**
 * Tagged COSE_Sign1 (RFC 9052) with ES256, in the one shape Greenlane uses.
 *
 * Guarantee: of all the byte strings that CBOR allows for one message only one is accepted.
 * `openMessage` checks the shape, `signatureHolds` the signature; nothing in a payload may be
 * believed before the second has said yes.
 */
import { toHex } from '../wire/base64url.ts'
import { ES256 } from '../wire/keys.ts'
import { cborBytes, concat, readCbor } from './cbor.ts'

const HALF_ORDER = '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8'
// tag 18, array of 4, protected {1: -7, 4: kid of 4 bytes}
const HEAD = Uint8Array.of(0xd2, 0x84, 0x49, 0xa2, 0x01, 0x26, 0x04, 0x44)
const KID_END = HEAD.length + 4
// ["Signature1", protected, external_aad of no bytes, payload]
const CONTEXT = Uint8Array.of(0x84, 0x6a, ...new TextEncoder().encode('Signature1'))

export interface Message {
  /** First 4 bytes of SHA-256 of the signer's public point, as 8 hex digits. */
  kid: string
  payload: Uint8Array<ArrayBuffer>
  /** r and s, 32 bytes each, big-endian. */
  signature: Uint8Array<ArrayBuffer>
  /** The Sig_structure over which the signature was made. */
  signed: Uint8Array<ArrayBuffer>
}

/** Take a message apart, or null for anything but the one accepted encoding. */
export function openMessage(data: Uint8Array): Message | null {
  const fits = HEAD.every((byte, at) => data[at] === byte) && data[KID_END] === 0xa0
  if (!fits) return null
  try {
    const rest = readCbor(concat(Uint8Array.of(0x82), data.subarray(KID_END + 1)))
    if (!Array.isArray(rest)) return null
    const [payload, signature] = rest
    if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return null
    if (signature.length !== 64) return null
    const kid = toHex(data.subarray(HEAD.length, KID_END))
    return { kid, payload, signature, signed: sigStructure(data.subarray(3, KID_END), payload) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null
    throw error
  }
}

/** Whether s is at most n/2. The other half would let anybody make a second valid code. */
export function isLow(signature: Uint8Array): boolean {
  return toHex(signature.subarray(32)) <= HALF_ORDER
}

/** Whether `point` (65 bytes, uncompressed) signed the message, with low S. */
export async function signatureHolds(
  message: Message,
  point: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (!isLow(message.signature)) return false
  const key = await publicKey(point)
  if (key === null) return false
  return crypto.subtle.verify(ES256, key, message.signature, message.signed)
}

/** The key at `point`, or null when that is not a point of P-256. */
export async function publicKey(point: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  if (point.length !== 65 || point[0] !== 4) return null
  try {
    return await crypto.subtle.importKey('raw', point, ES256, false, ['verify'])
  } catch {
    return null // the browser's word for "not on the curve" differs from one to the next
  }
}

function sigStructure(header: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(CONTEXT, cborBytes(header), Uint8Array.of(0x40), cborBytes(payload))
}
