/**
 * Sealed parcels from phone to phone: ECDH of ephemeral P-256 keys, HKDF-SHA-256, AES-256-GCM.
 *
 * Guarantee: only the phone whose key a parcel was sealed to opens it, and only whole and unchanged;
 * each parcel has a key of its own. Layout: `GLP1`, the giver's point (65 bytes), the nonce (12),
 * the sealed bytes with their tag.
 */
import { fromBase64url, sha256, toBase64url } from './base64url.ts'

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const MAGIC = new TextEncoder().encode('GLP1')
const INFO = new TextEncoder().encode('greenlane draft parcel 1')
const POINT_BYTES = 65
const NONCE_BYTES = 12
const CODE_BYTES = 10
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const CODE = /^[A-Z2-7]{16}$/

/** Where a phone awaits parcels. Its private half cannot be read out. */
export interface Box {
  code: string
  /** An uncompressed point, base64url. */
  point: string
  privateKey: CryptoKey
}

export async function makeBox(): Promise<Box> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const point = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)))
  return { code: await codeOf(point), point, privateKey }
}

/** What a person can type of a key: 80 bits of its hash. */
export async function codeOf(point: string): Promise<string> {
  const hash = await sha256(fromBase64url(point))
  let code = ''
  for (let bit = 0; bit < CODE_BYTES * 8; bit += 5) {
    const two = ((hash[bit >> 3] ?? 0) << 8) | (hash[(bit >> 3) + 1] ?? 0)
    code += BASE32[(two >> (11 - (bit & 7))) & 31] ?? ''
  }
  return code
}

/** A code as it was typed, with or without its spaces; null where it is none. */
export function readCode(typed: string): string | null {
  const code = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '')
  return CODE.test(code) ? code : null
}

/** In groups of four. */
export const spaced = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1 ')

export async function sealTo(point: string, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const theirs = await crypto.subtle.importKey('raw', fromBase64url(point), CURVE, false, [])
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const own = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
  const key = await agreed(privateKey, theirs, own, fromBase64url(point), 'encrypt')
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const head = joined(MAGIC, own)
  const how = { name: 'AES-GCM', iv: nonce, additionalData: head }
  return joined(head, nonce, new Uint8Array(await crypto.subtle.encrypt(how, key, plain)))
}

/** Null where it is no parcel for this box, or was changed on its way. */
export async function openParcel(box: Box, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
  const head = sealed.slice(0, MAGIC.length + POINT_BYTES)
  const theirs = head.slice(MAGIC.length)
  if (MAGIC.some((byte, i) => head[i] !== byte) || theirs.length !== POINT_BYTES) return null
  try {
    const point = await crypto.subtle.importKey('raw', theirs, CURVE, false, [])
    const key = await agreed(box.privateKey, point, theirs, fromBase64url(box.point), 'decrypt')
    const nonce = sealed.slice(head.length, head.length + NONCE_BYTES)
    const how = { name: 'AES-GCM', iv: nonce, additionalData: head }
    const plain = await crypto.subtle.decrypt(how, key, sealed.slice(head.length + NONCE_BYTES))
    return new Uint8Array(plain)
  } catch {
    return null
  }
}

async function agreed(
  own: CryptoKey,
  other: CryptoKey,
  giver: Uint8Array<ArrayBuffer>,
  taker: Uint8Array<ArrayBuffer>,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256)
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: joined(giver, taker), info: INFO }
  return crypto.subtle.deriveKey(how, secret, { name: 'AES-GCM', length: 256 }, false, [use])
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
