import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, crate, enrolled, photo } from '../../tests/phone.ts'
import type { Store } from '../store/types.ts'
import { toBase64url } from '../wire/base64url.ts'
import { openEntry } from '../wire/seal.ts'
import type { InspectionRecorded, InspectionRecorded3 } from '../wire/types.ts'
import { setBase } from './client.ts'
import { bringPhoto, CHUNK_BYTES, sendPhoto } from './photos.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { json, loginPage, problem, TestServer } from '../../tests/server.ts'

const KEY = '210900113004200/1'
const arrival = { crate: KEY, number: null, gate: null }

let server: TestServer
let store: Store
let dev: string

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  store = await aStore()
  dev = await enrolled(store)
})

afterEach(async () => {
  store.close()
  await server.close()
})

async function seal(count: number): Promise<string[]> {
  const ids = []
  for (let i = 0; i < count; i++) ids.push((await store.record('crate.arrived', arrival)).id)
  return ids
}

const states = async (): Promise<string[]> => (await store.outbox()).map((row) => row.state)

describe('push', () => {
  test('sends entries in order and marks them received', async () => {
    await seal(3)
    await push(store)
    expect(server.has(dev)).toEqual([1, 2, 3])
    expect(await states()).toEqual(['received', 'received', 'received'])
    await push(store)
    expect(server.log).toEqual(['POST /api/entries']) // nothing left, so nothing asked
  })

  test('personal values go behind their entry', async () => {
    const witness = { name: '范德赫伊', signed: true, reason: null }
    const body = { crate: KEY, attachments: [], witness } as unknown as InspectionRecorded3
    const { jws, beside = [] } = await store.record('inspection.recorded', body)
    await push(store)
    expect(server.journal).toEqual([`${jws}~${beside.join('~')}~`])
    expect(await states()).toEqual(['received'])
  })

  test('250 entries go in three batches', async () => {
    await seal(250)
    await push(store)
    expect(server.has(dev)).toHaveLength(250)
    expect(server.log).toHaveLength(3)
  })

  test('big entries are batched by their bytes', async () => {
    const body = { crate: KEY, remark: 'x'.repeat(50_000) } as InspectionRecorded
    for (let i = 0; i < 5; i++) await store.record('inspection.recorded', body)
    await push(store)
    expect(server.has(dev)).toHaveLength(5)
    expect(server.log).toHaveLength(2)
  })

  test('a server that takes less is given less', async () => {
    server.maxBatch = 3
    await seal(10)
    await push(store)
    expect(server.has(dev)).toHaveLength(10)
  })

  test('an answer that was lost on the way costs nothing', async () => {
    await seal(2)
    server.intercept = (request, response) => {
      if (server.log.length > 1) return false
      request.socket.destroy()
      response.destroy()
      return true
    }
    await expect(push(store)).rejects.toMatchObject({ code: 'offline' })
    expect(await states()).toEqual(['queued', 'queued'])
    const jws = (await store.inner.queued()).map((entry) => entry.jws)
    server.journal.push(...jws) // it had arrived all the same
    await push(store)
    expect(await states()).toEqual(['received', 'received'])
    expect(server.journal).toEqual(jws)
  })

  test('a refused entry is kept and shown, its place is withheld, the rest goes on', async () => {
    const [first = ''] = await seal(3)
    server.verdicts.set(1, { answer: 'refused', code: 'unparseable', detail: 'x' })
    await push(store)
    expect(server.has(dev)).toEqual([1, 2, 3])
    expect(openEntry(server.journal[0] ?? '').kind).toBe('entry.withheld')
    const refused = (await store.outbox()).find((row) => row.id === first)
    expect(refused).toMatchObject({ state: 'refused', code: 'unparseable', complete: false })
    expect((await states()).filter((state) => state === 'received')).toHaveLength(3)
  })

  test('a place whose refusal was noted before a crash is withheld after it', async () => {
    const [first = ''] = await seal(2)
    await store.inner.answered([[first, { answer: 'refused', code: 'unparseable', detail: '' }]])
    await push(store)
    expect(server.has(dev)).toEqual([1, 2])
  })

  test('quarantine and conflict are shown and hold nothing up', async () => {
    await seal(3)
    const received = { pos: 1, received_at: '2013-05-10T06:05:00Z' }
    server.verdicts.set(1, { answer: 'quarantined', code: 'no_right', ...received })
    server.verdicts.set(2, { answer: 'conflict', code: 'seq' })
    server.verdicts.set(3, { answer: 'conflict', code: 'id' })
    await push(store)
    expect(await states()).toEqual(['quarantined', 'conflict', 'conflict'])
  })

  test('a server that lost entries is given them again', async () => {
    await seal(3)
    await push(store)
    server.journal.splice(1) // a disk was swapped for an older copy of itself
    await seal(1)
    await push(store)
    expect(server.has(dev)).toEqual([1, 2, 3, 4])
    expect(await states()).toEqual(['received', 'received', 'received', 'received'])
  })

  test('a gap that cannot be filled is an error that says so, not an endless loop', async () => {
    await seal(1)
    server.verdicts.set(1, { answer: 'gap', have: 0 })
    await expect(push(store)).rejects.toMatchObject({ code: 'sequence_lost' })
    server.verdicts.set(1, { answer: 'gap', have: 7 })
    await expect(push(store)).rejects.toMatchObject({ code: 'sequence_lost' })
    expect(await states()).toEqual(['queued'])
  })

  test('an unknown device says: enrol again; nothing is withheld', async () => {
    await seal(2)
    const verdict = { answer: 'refused', code: 'unknown_device', detail: '' } as const
    server.verdicts.set(1, verdict).set(2, verdict)
    await expect(push(store)).rejects.toMatchObject({ code: 'unknown_device' })
    expect(await states()).toEqual(['refused', 'refused'])
  })

  test.each([
    [401, 'not_signed_in'],
    [429, 'too_many'],
    [503, 'busy'],
    [413, 'too_large'],
  ])('after %i the queue waits', async (status, code) => {
    await seal(1)
    server.intercept = (_, response) => {
      problem(response, status, code, { 'retry-after': '7' })
      return true
    }
    await expect(push(store)).rejects.toMatchObject({ status, code, retryAfterS: 7 })
    expect(await states()).toEqual(['queued'])
  })

  test('a Wi-Fi login page is a failure, whatever its status', async () => {
    await seal(1)
    server.intercept = (_, response) => loginPage(response)
    await expect(push(store)).rejects.toMatchObject({ code: 'captive' })
    server.intercept = (_, response) => {
      response.writeHead(302, { location: 'http://login.example/' }).end()
      return true
    }
    await expect(push(store)).rejects.toMatchObject({ code: 'captive' })
    server.intercept = (_, response) => {
      json(response, 200, { welcome: true })
      return true
    }
    await expect(push(store)).rejects.toMatchObject({ code: 'captive' })
    expect(await states()).toEqual(['queued'])
  })

  test('a gateway without its server is no captive portal', async () => {
    await seal(1)
    server.intercept = (_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('Bad Gateway')
      return true
    }
    await expect(push(store)).rejects.toMatchObject({ code: 'server_unavailable', status: 502 })
  })
})

describe('pull', () => {
  const row = (n: number, pos: number) => ({ view: 'crate', key: crate(n).id, pos, doc: crate(n) })

  test('takes page after page', async () => {
    server.pageSize = 2
    server.changes = [1, 2, 3, 4, 5].map((n) => row(n, n))
    await pull(store)
    expect(await store.crates()).toHaveLength(5)
    expect(server.log).toHaveLength(3)
    server.changes.push({ view: 'crate', key: crate(2).id, pos: 6, doc: null })
    await pull(store)
    expect(server.log).toHaveLength(4)
    expect(await store.crates()).toHaveLength(4)
  })

  test('after a restore pulls from nothing and puts entries back into the queue', async () => {
    server.changes = [row(1, 1), row(2, 2)]
    await seal(2)
    await push(store)
    await pull(store)
    Object.assign(server, { epoch: 'e2', journal: [], changes: [row(2, 1)] })
    await expect(push(store).then(() => pull(store))).resolves.toContain('/journal/e2')
    expect((await store.crates()).map((one) => one.n)).toEqual([2])
    expect(await states()).toEqual(['queued', 'queued'])
    await push(store)
    expect(server.has(dev)).toEqual([1, 2])
  })

  test('a trust list that nobody signed is not taken; all else is', async () => {
    server.changes = [
      { view: 'trust', key: 'trust', pos: 1, doc: { version: 9, token: 'AAAA' } },
      row(1, 2),
    ]
    await expect(pull(store)).rejects.toMatchObject({ code: 'trust_refused' })
    expect(await store.row('trust', 'trust')).toMatchObject({ version: 1 })
    expect(await store.crates()).toHaveLength(1)
  })

  test('an old trust list that poses as a new one is not taken, the new one is', async () => {
    const vectors = new URL('../../../tests/vectors/labels/trust.json', import.meta.url)
    const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      cases: { text: string; root_point: string; accepted: { version: number } | null }[]
    }
    const [list] = cases
    if (!list?.accepted) throw new Error('no vector')
    const point = Uint8Array.from(list.root_point.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    const phone = await aStore()
    await enrolled(phone, { root_key: toBase64url(point) })
    const { version } = list.accepted
    for (const claimed of [version + 1, version]) {
      const doc = { version: claimed, token: list.text }
      server.changes = [{ view: 'trust', key: 'trust', pos: claimed === version ? 2 : 1, doc }]
      const pulling = pull(phone)
      if (claimed === version) await pulling
      else await expect(pulling).rejects.toMatchObject({ code: 'trust_refused' })
      const held = claimed === version ? { version, token: list.text } : { version: 1 }
      expect(await phone.row('trust', 'trust')).toMatchObject(held)
    }
    phone.close()
  })
})

describe('photos', () => {
  const text = (length: number) => Array.from({ length }, (_, i) => String(i % 10)).join('')

  async function waiting(content: string): Promise<string> {
    const { sha256 } = await store.addPhoto(photo(content))
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
    await push(store)
    server.log = []
    return sha256
  }

  async function send(): Promise<void> {
    const [next] = await store.inner.photosToSend()
    if (!next) throw new Error('no photo waits')
    await sendPhoto(store, next)
  }

  test('a small one goes in one request, a large one in pieces with progress', async () => {
    const small = await waiting('small')
    await send()
    expect(server.log).toEqual(['POST /api/photos'])
    expect((await store.photo(small))?.state).toBe('stored')

    const large = await waiting(text(2 * CHUNK_BYTES + 7))
    const progress: number[] = []
    store.subscribe(() => {
      void store.photo(large).then((row) => progress.push(row?.sent ?? 0))
    })
    await send()
    expect(server.log).toEqual(['POST /api/photos', `PATCH /api/photos/${large}`, `PATCH /api/photos/${large}`])
    expect(server.photos.get(large)?.bytes.length).toBe(2 * CHUNK_BYTES + 7)
    expect(progress).toContain(CHUNK_BYTES)
  })

  test('resumes where the signal broke', async () => {
    const sha256 = await waiting(text(3 * CHUNK_BYTES))
    server.intercept = (request) => {
      if (server.log.length < 3) return false
      request.socket.destroy()
      return true
    }
    await expect(send()).rejects.toMatchObject({ code: 'offline' })
    expect((await store.photo(sha256))?.sent).toBe(2 * CHUNK_BYTES)
    server.intercept = () => false
    server.log = []
    await send()
    expect(server.log).toEqual([`HEAD /api/photos/${sha256}`, `PATCH /api/photos/${sha256}`])
    expect((await store.photo(sha256))?.state).toBe('stored')
  })

  test('a server that forgot the first half is told it again', async () => {
    const sha256 = await waiting(text(2 * CHUNK_BYTES))
    await store.inner.photoSent(sha256, CHUNK_BYTES)
    await send()
    expect(server.log[0]).toBe(`HEAD /api/photos/${sha256}`)
    expect(server.log[1]).toBe('POST /api/photos')
    expect((await store.photo(sha256))?.state).toBe('stored')
  })

  test('bytes that are there already are not sent twice', async () => {
    const sha256 = await waiting('known')
    server.photos.set(sha256, { length: 5, bytes: Buffer.from('known') })
    await send()
    expect((await store.photo(sha256))?.state).toBe('stored')
  })

  test('bytes spoilt on the way are sent once more, then the photo is set aside', async () => {
    const sha256 = await waiting('spoilt')
    let spoilt = 0
    server.intercept = (_, response) => {
      spoilt += 1
      problem(response, 460, 'wrong_hash')
      return true
    }
    await send()
    expect(spoilt).toBe(2)
    expect(await store.photo(sha256)).toMatchObject({ state: 'refused', error: 'wrong_hash' })
    expect(await store.inner.photosToSend()).toEqual([])
  })

  test.each([
    [415, 'not_a_photo'],
    [413, 'too_large'],
  ])('%i marks the photo, for people to see', async (status, error) => {
    const sha256 = await waiting('odd')
    server.intercept = (_, response) => {
      problem(response, status, error)
      return true
    }
    await send()
    expect(await store.photo(sha256)).toMatchObject({ state: 'refused', error })
  })

  test('a login page stores nothing', async () => {
    const sha256 = await waiting('captive')
    server.intercept = (_, response) => loginPage(response)
    await expect(send()).rejects.toMatchObject({ code: 'captive' })
    expect((await store.photo(sha256))?.state).toBe('queued')
  })

  test('one from another phone can be brought here, but only the very bytes', async () => {
    const { sha256 } = await (await aStore()).addPhoto(photo('theirs'))
    let bytes = 'theirs'
    server.intercept = (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes)
      return true
    }
    bytes = 'others'
    await expect(bringPhoto(store, sha256)).rejects.toMatchObject({ code: 'not_a_photo' })
    bytes = 'theirs'
    expect(await bringPhoto(store, sha256)).toMatchObject({ sha256, state: 'stored' })
    expect(server.log).toHaveLength(2)
    await bringPhoto(store, sha256)
    expect(server.log).toHaveLength(2)
  })
})
