/**
 * Opens an entry that another phone signed.
 *
 * Guarantee: `opened` tells apart what a known key signed, what an unknown one claims, and what is
 * not so; nothing is believed of the last.
 */
import { fromBase64url } from './base64url.ts'
import { ES256 } from './keys.ts'
import type { Device, Envelope, Jwk } from './types.ts'

/** `verified`: by a device that the office named, for this very person. */
export type Word = 'verified' | 'unverified'

export interface OpenedEntry<Body> {
  word: Word
  dev: string
  envelope: Envelope<Body>
}

/** The device that a JWS names; null where it is none of ours. */
export function signerOf(jws: string): string | null {
  const head = jsonOf(jws.split('.')[0] ?? '') as { alg?: unknown; kid?: unknown } | null
  return head?.alg === 'ES256' && typeof head.kid === 'string' ? head.kid : null
}

/** Null where it is no entry, or its signature is not that of the device that it names. */
export async function opened<Body>(jws: string, device: Device | null): Promise<OpenedEntry<Body> | null> {
  const [head = '', payload = '', signature = '', ...more] = jws.split('.')
  const dev = signerOf(jws)
  const envelope = jsonOf(payload) as Envelope<Body> | null
  if (dev === null || envelope === null || more.length > 0 || !signature) return null
  if (typeof envelope.id !== 'string' || typeof envelope.kind !== 'string') return null
  if (device === null) return { word: 'unverified', dev, envelope }
  if (device.dev !== dev || !(await holds(device.jwk, `${head}.${payload}`, signature))) return null
  const counts = device.revoked_at === null && device.user === envelope.actor
  return { word: counts ? 'verified' : 'unverified', dev, envelope }
}

async function holds(jwk: Jwk, signed: string, signature: string): Promise<boolean> {
  try {
    const { kty, crv, x, y } = jwk
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, false, ['verify'])
    const bytes = new TextEncoder().encode(signed)
    return await crypto.subtle.verify(ES256, key, fromBase64url(signature), bytes)
  } catch {
    return false
  }
}

function jsonOf(part: string): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(part)))
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
