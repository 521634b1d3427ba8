import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, enrolled, logOfEpoch } from '../../tests/phone.ts'
import { problem, TestServer } from '../../tests/server.ts'
import type { EntryRow, Store } from '../store/types.ts'
import { fromBase64url, sha256, toBase64url } from '../wire/base64url.ts'
import { ES256, thumbprint } from '../wire/keys.ts'
import type { Enrolled, Jwk } from '../wire/types.ts'
import { setBase } from './client.ts'
import { enrol, parseInvitation } from './enrol.ts'

interface Vector {
  text: string
  root_point: string
  accepted: { version: number }
}
const vectors = new URL('../../../tests/vectors/labels/trust.json', import.meta.url)
const [list] = (JSON.parse(readFileSync(vectors, 'utf8')) as { cases: [Vector] }).cases
const root = Uint8Array.from(Buffer.from(list.root_point, 'hex'))

let server: TestServer
let store: Store
let rootHash: string
let change: Partial<Enrolled>
let asked: string
let log_vkey: string

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  store = await aStore()
  rootHash = toBase64url(await sha256(root))
  log_vkey = await logOfEpoch('e1').vkey()
  change = {}
  asked = ''
  server.enrolled = (jws) => {
    asked = jws
    const dev = thumbprintNow(parts(jws).header.jwk)
    return {
      dev,
      user: 'li.lei',
      epoch: 'e1',
      root_key: toBase64url(root),
      log_vkey,
      trust_list: list.text,
      ...change,
    }
  }
})

afterEach(async () => {
  store.close()
  await server.close()
})

function parts(jws: string): { header: { alg: string; jwk: Jwk }; claim: unknown } {
  const [header = '', claim = ''] = jws
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(header) as { alg: string; jwk: Jwk }, claim: JSON.parse(claim) }
}

/** RFC 7638 by node's own hash, at once. */
function thumbprintNow({ crv, kty, x, y }: Jwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}

describe('an invitation', () => {
  const secret = `ABCD-EFGH-JKLM.${'r'.repeat(43)}`
  test.each([
    [`https://expo.example/enrol#${secret}`, 'expo.example'],
    [`  https://expo.example:8443/enrol#${secret}\n`, 'expo.example:8443'],
    [`http://localhost:8000/enrol#${secret}`, 'localhost:8000'],
    [`#${secret}`, null],
    [secret, null],
  ])('is read from %s', (text, host) => {
    expect(parseInvitation(text)).toEqual({ host, code: 'ABCD-EFGH-JKLM', rootHash: 'r'.repeat(43) })
  })

  test.each(['', 'ABCDEFGH', `ftp://expo.example/enrol#${secret}`, `${secret}x`, 'https://expo.example/L/ABC'])(
    'is not %j',
    (text) => {
      expect(parseInvitation(text)).toBeNull()
    },
  )
})

describe('enrolling', () => {
  const invited = () => ({ code: 'ABCD-EFGH-JKLM', rootHash })

  test('proves the new key, believes the root of the QR code, and pulls', async () => {
    const steps: string[] = []
    await enrol(store, invited(), '手机一', (step) => steps.push(step))
    expect(steps).toEqual(['key', 'server', 'pull', 'done'])

    const { header, claim } = parts(asked)
    expect(claim).toEqual({ code: 'ABCD-EFGH-JKLM', name: '手机一' })
    const [head = '', payload = '', signature = ''] = asked.split('.')
    const key = await crypto.subtle.importKey('jwk', { ...header.jwk }, ES256, false, ['verify'])
    const input = new TextEncoder().encode(`${head}.${payload}`)
    expect(await crypto.subtle.verify(ES256, key, fromBase64url(signature), input)).toBe(true)

    const me = await store.me()
    expect(me).toMatchObject({ user: 'li.lei', name: '手机一', hidden: false, dev: await thumbprint(header.jwk) })
    expect(await store.row('trust', 'trust')).toEqual({
      version: list.accepted.version,
      token: list.text,
    })
    expect(await store.inner.memory()).toMatchObject({ epoch: 'e1', complete: true })
    const arrival = { crate: '210900113004200/1', number: null, gate: null }
    expect(await store.record('crate.arrived', arrival)).toMatchObject({ seq: 1, dev: me?.dev })
  })

  test('a first pull that fails does not undo it', async () => {
    server.intercept = (request) => {
      const isPull = request.url?.startsWith('/api/changes') === true
      if (isPull) request.socket.destroy()
      return isPull
    }
    await enrol(store, invited(), '手机一')
    expect(await store.me()).not.toBeNull()
    expect(await store.inner.memory()).toMatchObject({ complete: false })
  })

  test.each<[string, () => Partial<Enrolled>]>([
    ['root_mismatch', () => ({ root_key: toBase64url(Uint8Array.from(root).fill(7, 1)) })],
    ['root_mismatch', () => ({ root_key: 'AA' })],
    ['answer_mismatch', () => ({ dev: 'x'.repeat(43) })],
    ['trust_refused', () => ({ trust_list: `${list.text.slice(0, -4)}AAAA` })],
  ])('is refused with %s, and leaves all as it was', async (code, given) => {
    const before = await enrolled(store, { user: 'han.mei' })
    change = given()
    await expect(enrol(store, invited(), '手机一')).rejects.toMatchObject({ code })
    expect(await store.me()).toMatchObject({ dev: before, user: 'han.mei' })
  })

  const arrive = () =>
    store.record('crate.arrived', { crate: '210900113004200/1', number: null, gate: null })

  test('again means another key, and what the old one signed stays its own', async () => {
    await enrol(store, invited(), '手机一')
    const first = await arrive()
    await enrol(store, invited(), '手机一')
    const second = await arrive()
    expect(second.dev).not.toBe(first.dev)
    expect(second.seq).toBe(1)
    expect(await store.entry(first.id)).toEqual(first)
  })

  describe('after the server forgot this phone', () => {
    const forgotten = async (): Promise<EntryRow> => {
      await enrol(store, invited(), '手机一')
      const entry = await arrive()
      await store.inner.answered([[entry.id, { answer: 'refused', code: 'unknown_device', detail: '' }]])
      return entry
    }

    test('takes the same key, goes on in its sequence, and offers again what was refused', async () => {
      const before = await forgotten()
      await enrol(store, invited(), '手机一')
      expect(await store.entry(before.id)).toEqual({ ...before, state: 'queued', answer: null })
      expect(await arrive()).toMatchObject({ dev: before.dev, seq: before.seq + 1 })
    })

    test('takes a new key where the old one turns out to be revoked; the code is still good', async () => {
      const before = await forgotten()
      server.intercept = (request, response) => {
        if (request.url !== '/api/enrolments') return false
        server.intercept = () => false
        problem(response, 409, 'device_revoked')
        return true
      }
      await enrol(store, invited(), '手机一')
      expect(parts(asked).claim).toEqual({ code: 'ABCD-EFGH-JKLM', name: '手机一' })
      expect((await arrive()).dev).not.toBe(before.dev)
      expect(await store.entry(before.id)).toMatchObject({ state: 'refused' })
    })
  })

  test('a used or expired code is told as the server says it', async () => {
    server.enrolled = null
    await expect(enrol(store, invited(), '手机一')).rejects.toMatchObject({
      status: 403,
      code: 'enrolment_refused',
    })
    expect(await store.me()).toBeNull()
  })
})
