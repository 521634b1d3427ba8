import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sha256, toBase64url } from './base64url.ts'
import { ES256 } from './keys.ts'
import { holds, plainSignature } from './passkey.ts'

const utf8 = new TextEncoder()
const challenge = new Uint8Array(32).fill(7)

beforeAll(() => vi.stubGlobal('location', new URL('https://expo.example/me')))
afterAll(() => vi.unstubAllGlobals())

/** As an authenticator signs: ASN.1, over its own data and the hash of the client's. */
async function assertionOf(over: Record<string, unknown> = {}, flags = 0x05) {
  const pair = await crypto.subtle.generateKey(ES256, false, ['sign', 'verify'])
  const key = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  const said = { type: 'webauthn.get', challenge: toBase64url(challenge), origin: location.origin, ...over }
  const client = utf8.encode(JSON.stringify(said))
  const site = await sha256(utf8.encode(location.hostname))
  const authenticator = Uint8Array.of(...site, flags, 0, 0, 0, 1)
  const signed = Uint8Array.of(...authenticator, ...(await sha256(client)))
  const plain = new Uint8Array(await crypto.subtle.sign(ES256, pair.privateKey, signed))
  return { key, given: { client, authenticator, signature: der(plain) } }
}

function der(plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const number = (digits: Uint8Array): number[] => {
    const bare = [...digits].slice(digits.findIndex((digit) => digit !== 0))
    const positive = (bare[0] ?? 0) > 127 ? [0, ...bare] : bare
    return [0x02, positive.length, ...positive]
  }
  const numbers = [...number(plain.slice(0, 32)), ...number(plain.slice(32))]
  return Uint8Array.of(0x30, numbers.length, ...numbers)
}

test('holds for the question asked, in whichever length its numbers come', async () => {
  for (let i = 0; i < 20; i++) {
    const { key, given } = await assertionOf()
    expect(await holds(challenge, key, given)).toBe(true)
  }
})

test.each([
  ['another question', { challenge: toBase64url(new Uint8Array(32)) }, 0x05],
  ['another site', { origin: 'https://elsewhere.example' }, 0x05],
  ['another ceremony', { type: 'webauthn.create' }, 0x05],
  ['an owner who was not recognised', {}, 0x01],
])('does not hold for %s', async (_, over, flags) => {
  const { key, given } = await assertionOf(over, flags)
  expect(await holds(challenge, key, given)).toBe(false)
})

test('does not hold for another key, or bytes that were changed', async () => {
  const [one, other] = [await assertionOf(), await assertionOf()]
  expect(await holds(challenge, other.key, one.given)).toBe(false)
  const counter = one.given.authenticator.with(36, 9)
  expect(await holds(challenge, one.key, { ...one.given, authenticator: new Uint8Array(counter) })).toBe(false)
  expect(plainSignature(Uint8Array.of(0x30, 2, 1, 1))).toBeNull()
})
