/**
 * A passkey of the phone itself (WebAuthn), checked here and not at a server, so that it works with
 * no network.
 *
 * Guarantee: `assertion` is true only for an answer to a question asked just now, on this very
 * site, by the key that was made here, after the phone had recognised its owner (UV).
 */
import { sameBytes } from './base64.ts'
import { fromBase64url, sha256 } from './base64url.ts'
import { ES256 } from './keys.ts'

export interface Passkey {
  id: Uint8Array<ArrayBuffer>
  /** SubjectPublicKeyInfo. */
  key: Uint8Array<ArrayBuffer>
}

const ALG_ES256 = -7
const TIMEOUT_MS = 60_000
const USER_VERIFIED = 0x04
const FLAGS_AT = 32

/** Whether this phone can recognise its owner by finger, face or its own code. */
export async function hasPlatform(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined') return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
}

/** Make one; null where the phone or its owner declined. */
export async function makePasskey(user: string, name: string): Promise<Passkey | null> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        rp: { name: 'Greenlane 绿色通道' },
        user: { id: new TextEncoder().encode(user), name: user, displayName: name },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [{ type: 'public-key', alg: ALG_ES256 }],
        authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required' },
        timeout: TIMEOUT_MS,
      },
    })
    .catch(() => null)
  if (!(made instanceof PublicKeyCredential)) return null
  const answer = made.response as AuthenticatorAttestationResponse
  const key = answer.getPublicKey()
  if (!key || answer.getPublicKeyAlgorithm() !== ALG_ES256) return null
  return { id: new Uint8Array(made.rawId), key: new Uint8Array(key) }
}

export async function assertion({ id, key }: Passkey): Promise<boolean> {
  const challenge = crypto.getRandomValues(new Uint8Array(32))
  const given = await navigator.credentials
    .get({
      publicKey: {
        challenge,
        allowCredentials: [{ type: 'public-key', id, transports: ['internal'] }],
        userVerification: 'required',
        timeout: TIMEOUT_MS,
      },
    })
    .catch(() => null)
  if (!(given instanceof PublicKeyCredential)) return false
  const answer = given.response as AuthenticatorAssertionResponse
  return holds(challenge, key, {
    client: new Uint8Array(answer.clientDataJSON),
    authenticator: new Uint8Array(answer.authenticatorData),
    signature: new Uint8Array(answer.signature),
  })
}

export interface Assertion {
  client: Uint8Array<ArrayBuffer>
  authenticator: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}

/** WebAuthn, section 7.2, as far as there is no server: type, challenge, origin, site, UV, signature. */
export async function holds(
  challenge: Uint8Array,
  key: Uint8Array<ArrayBuffer>,
  { client, authenticator, signature }: Assertion,
): Promise<boolean> {
  const said = JSON.parse(new TextDecoder().decode(client)) as Record<string, unknown>
  if (said['type'] !== 'webauthn.get' || said['origin'] !== location.origin) return false
  if (!sameBytes(fromBase64url(String(said['challenge'])), challenge)) return false
  const site = await sha256(new TextEncoder().encode(location.hostname))
  if (!sameBytes(authenticator.slice(0, FLAGS_AT), site)) return false
  if (((authenticator[FLAGS_AT] ?? 0) & USER_VERIFIED) === 0) return false
  const made = await crypto.subtle.importKey('spki', key, ES256, false, ['verify'])
  const signed = Uint8Array.of(...authenticator, ...(await sha256(client)))
  const plain = plainSignature(signature)
  return plain !== null && crypto.subtle.verify(ES256, made, plain, signed)
}

/** ASN.1 `SEQUENCE { r INTEGER, s INTEGER }` as the 64 bytes that WebCrypto wants; null if it is none. */
export function plainSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null
  const plain = new Uint8Array(64)
  let at = 2
  for (const end of [32, 64]) {
    const size = der[at + 1] ?? 0
    if (der[at] !== 0x02 || size < 1 || size > 33) return null
    const number = der.slice(at + 2, at + 2 + size)
    const digits = size === 33 ? number.slice(1) : number
    if (number.length !== size || (size === 33 && number[0] !== 0)) return null
    plain.set(digits, end - digits.length)
    at += 2 + size
  }
  return at === der.length ? plain : null
}
