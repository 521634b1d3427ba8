import { describe, expect, test } from 'vitest'
import { fromBase64url, sha256Hex, toBase64url } from './base64url.ts'
import { ES256, makeDeviceKey, thumbprint } from './keys.ts'
import { openEntry, sealEnrolment, sealEntry, uuidv7 } from './seal.ts'
import { chinaDay, instant } from './time.ts'
import type { Envelope } from './types.ts'

const envelope: Envelope = {
  v: 1,
  id: uuidv7(),
  seq: 1,
  kind: 'crate.arrived',
  kv: 1,
  at: instant(),
  actor: 'li.lei',
  seen: null,
  body: { crate: '210900113004200/31', number: null, gate: '北门' },
  photos: [],
}

describe('an entry', () => {
  test('has exactly the header that the journal takes, and a signature of 64 bytes', async () => {
    const { dev, privateKey, publicKey } = await makeDeviceKey()
    const [header = '', payload = '', signature = ''] = (
      await sealEntry(privateKey, dev, envelope)
    ).split('.')
    const text = new TextDecoder().decode(fromBase64url(header))
    expect(text).toBe(`{"alg":"ES256","kid":"${dev}"}`)
    const raw = fromBase64url(signature)
    expect(raw).toHaveLength(64)
    const input = new TextEncoder().encode(`${header}.${payload}`)
    expect(await crypto.subtle.verify(ES256, publicKey, raw, input)).toBe(true)
  })

  test('reads back as it was written, Chinese included', async () => {
    const { dev, privateKey } = await makeDeviceKey()
    expect(openEntry(await sealEntry(privateKey, dev, envelope))).toEqual(envelope)
  })

  test('of more than 64 KiB is refused before it is signed', async () => {
    const { dev, privateKey } = await makeDeviceKey()
    const long = { ...envelope, body: { remark: '长'.repeat(30_000) } }
    await expect(async () => sealEntry(privateKey, dev, long)).rejects.toThrow(RangeError)
  })
})

test('an enrolment carries the key it is signed with', async () => {
  const { jwk, privateKey } = await makeDeviceKey()
  const jws = await sealEnrolment(privateKey, jwk, { code: 'ABCDEFGH', name: '手机一' })
  const header = new TextDecoder().decode(fromBase64url(jws.split('.')[0] ?? ''))
  expect(JSON.parse(header)).toEqual({ alg: 'ES256', jwk })
  expect(openEntry(jws)).toEqual({ code: 'ABCDEFGH', name: '手机一' })
})

test('a device key cannot be taken off the phone', async () => {
  const { privateKey } = await makeDeviceKey()
  expect(privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
})

test('the thumbprint is that of RFC 7638', async () => {
  // the P-256 key of RFC 7517 A.1, whose thumbprint two other libraries agree on
  const x = 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4'
  const y = '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM'
  const canonical = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`
  const digest = await sha256Hex(new TextEncoder().encode(canonical))
  const dev = await thumbprint({ kty: 'EC', crv: 'P-256', x, y })
  expect(dev).toBe('cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s')
  expect(Buffer.from(dev, 'base64url').toString('hex')).toBe(digest)
})

test('ids are UUIDv7 and sort by the time of their making', () => {
  const ids = [1, 2, 3].map((ms) => uuidv7(1_368_162_300_000 + ms))
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  expect([...ids].sort()).toEqual(ids)
  expect(parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)).toBe(1_368_162_300_001)
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1))).size).toBe(1000)
})

describe('base64url', () => {
  test.each(['A', 'AB=', 'A+', 'AB', 'AAB', '中'])('refuses %j', (text) => {
    expect(() => fromBase64url(text)).toThrow(SyntaxError)
  })

  test('takes back what it gave, at any length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = crypto.getRandomValues(new Uint8Array(length))
      expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
    }
  })
})

describe('time', () => {
  test('an instant names the same moment, with a zone', () => {
    const when = new Date('2013-05-10T06:05:00.123Z')
    expect(instant(when)).toMatch(/^2013-05-1\dT\d\d:\d\d:00\.123[+-]\d\d:\d\d$/)
    expect(new Date(instant(when)).getTime()).toBe(when.getTime())
  })

  test('days are counted in China', () => {
    expect(chinaDay(new Date('2013-05-09T15:59:59Z'))).toBe('2013-05-09')
    expect(chinaDay(new Date('2013-05-09T16:00:00Z'))).toBe('2013-05-10')
  })
})
