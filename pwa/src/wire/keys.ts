/**
 * The device's key: P-256, made on the phone, never to leave it.
 *
 * The private half is not extractable, so not even this app can read it. Losing it costs an
 * enrolment: entries already sealed stay valid, new ones need a new key.
 */
import { sha256, toBase64url } from './base64url.ts'
import type { Jwk } from './types.ts'

export const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface KeyPair {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

export interface DeviceKey extends KeyPair {
  /** RFC 7638 thumbprint of the public key, base64url: the device's name. */
  dev: string
  jwk: Jwk
}

export async function makeDeviceKey(): Promise<DeviceKey> {
  return deviceKeyOf(await crypto.subtle.generateKey(ES256, false, ['sign', 'verify']))
}

/** A key in hand, with the names that others know it by. */
export async function deviceKeyOf({ privateKey, publicKey }: KeyPair): Promise<DeviceKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  if (x === undefined || y === undefined) throw new TypeError('the browser exported half a key')
  const jwk: Jwk = { kty: 'EC', crv: 'P-256', x, y }
  return { dev: await thumbprint(jwk), jwk, privateKey, publicKey }
}

/** RFC 7638: the SHA-256 of the required members, in alphabetical order, without spaces. */
export async function thumbprint({ crv, kty, x, y }: Jwk): Promise<string> {
  const canonical = JSON.stringify({ crv, kty, x, y })
  return toBase64url(await sha256(new TextEncoder().encode(canonical)))
}
