import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sha256Hex } from '../wire/base64url.ts'
import { ES256 } from '../wire/keys.ts'
import { openEntry } from '../wire/seal.ts'
import type { EntryAnswer, InspectionRecorded, Objection } from '../wire/types.ts'
import { aStore, crate, enrolled, logOfEpoch, page, photo } from '../../tests/phone.ts'
import type { Store, Topic } from './types.ts'

const KEY = '210900113004200/1'
const arrival = { crate: KEY, number: null, gate: '北门' }
const inspection = { crate: KEY, result: 'treatment' } as InspectionRecorded
const received = {
  answer: 'stored' as const,
  received_at: '2013-05-10T06:05:00.000Z',
  objections: [] as Objection[],
}
const answered = (id: string, answer: EntryAnswer): Promise<void> => store.inner.answered([[id, answer]])

let store: Store
let dev: string

beforeEach(async () => {
  store = await aStore()
  dev = await enrolled(store)
})

afterEach(() => {
  store.close()
})

describe('sealing', () => {
  test('numbers entries from 1 without gaps, signed by the device, on disk at once', async () => {
    for (let i = 0; i < 3; i++) await store.record('crate.arrived', arrival)
    const rows = await store.outbox()
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3])
    const entry = await store.entry(rows[2]?.id ?? '')
    expect(openEntry(entry?.jws ?? '')).toMatchObject({
      v: 1,
      seq: 3,
      kind: 'crate.arrived',
      kv: 1,
      actor: 'li.lei',
      seen: null,
      body: arrival,
    })
    expect(atob((entry?.jws.split('.')[0] ?? '').replaceAll('-', '+').replaceAll('_', '/'))).toBe(
      `{"alg":"ES256","kid":"${dev}"}`,
    )
  })

  test('two tabs at once never seal the same seq', async () => {
    const name = `tabs-${String(Math.random())}`
    const [one, two] = [await aStore(name), await aStore(name)]
    await enrolled(one)
    const sealings = Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? one : two).record('crate.arrived', arrival),
    )
    const seqs = (await Promise.all(sealings)).map((entry) => entry.seq)
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    one.close()
    two.close()
  })

  test('keeps entry and photos and drops the draft, or does nothing at all', async () => {
    await store.saveDraft(KEY, { item: 'all.no_soil' })
    await expect(store.record('inspection.recorded', inspection, ['f'.repeat(64)], KEY)).rejects.toMatchObject({
      code: 'photo_missing',
    })
    expect(await store.outbox()).toEqual([])
    expect(await store.draft(KEY)).not.toBeNull()

    const { sha256, size } = await store.addPhoto(photo('one'))
    const entry = await store.record('inspection.recorded', inspection, [sha256, sha256], KEY)
    expect(entry.seq).toBe(1)
    expect(entry.photos).toEqual([{ sha256, size, type: 'image/jpeg' }])
    expect(await store.draft(KEY)).toBeNull()
    expect(await store.photo(sha256)).toMatchObject({ owner: { id: entry.id, at: entry.at }, state: 'queued' })
  })

  test('an entry beyond 64 KiB and a phone without a key are told in so many words', async () => {
    const long = { ...inspection, remark: '长'.repeat(30_000) }
    await expect(store.record('inspection.recorded', long)).rejects.toMatchObject({
      code: 'entry_too_large',
    })
    const fresh = await aStore()
    await expect(fresh.record('crate.arrived', arrival)).rejects.toMatchObject({ code: 'not_enrolled' })
    fresh.close()
    expect((await store.record('crate.arrived', arrival)).seq).toBe(1)
  })

  test('a refused entry keeps its bytes, and its seq is sealed again as withheld, once', async () => {
    const refused = await store.record('crate.arrived', arrival)
    await store.record('crate.arrived', arrival)
    await answered(refused.id, { answer: 'refused', code: 'unparseable', detail: '' })
    const [first, second] = [await store.inner.withhold(refused), await store.inner.withhold(refused)]
    expect(second).toEqual(first)
    expect(openEntry(first.jws)).toMatchObject({
      seq: 1,
      kind: 'entry.withheld',
      body: { sha256: await sha256Hex(new TextEncoder().encode(refused.jws)) },
    })
    expect((await store.inner.queued()).map((entry) => [entry.seq, entry.kind])).toEqual([
      [1, 'entry.withheld'],
      [2, 'crate.arrived'],
    ])
    expect(await store.entry(refused.id)).toMatchObject({ state: 'refused', jws: refused.jws })
  })

  test('the signature verifies with the key that the phone was enrolled with', async () => {
    const name = `key-${String(Math.random())}`
    const phone = await aStore(name)
    const { privateKey, publicKey } = await crypto.subtle.generateKey(ES256, false, ['sign', 'verify'])
    await phone.inner.tryKey(privateKey, publicKey)
    await phone.inner.enrol({
      ...{ dev: 'd'.repeat(43), user: 'li.lei', name: '机', epoch: 'e1', root_key: 'BA', log_vkey: '' },
      ...{ trust: { version: 1, token: 't' }, privateKey, publicKey },
    })
    phone.close()
    const later = await aStore(name) // the app was closed and opened again
    const { jws } = await later.record('crate.arrived', arrival)
    const [header = '', payload = '', signature = ''] = jws.split('.')
    const raw = Buffer.from(signature, 'base64url')
    const input = new TextEncoder().encode(`${header}.${payload}`)
    expect(await crypto.subtle.verify(ES256, publicKey, raw, input)).toBe(true)
    later.close()
  })
})

describe('answers', () => {
  test('each one shows in the outbox, with its reason', async () => {
    const entries = []
    for (let i = 0; i < 4; i++) entries.push(await store.record('crate.arrived', arrival))
    const [a, b, c, d] = entries.map((entry) => entry.id)
    const objection = { code: 'crate_held', detail: 'prohibited' }
    await answered(a ?? '', { ...received, pos: 5, objections: [objection] })
    await answered(b ?? '', { ...received, answer: 'quarantined', pos: 6, code: 'no_right' })
    await answered(c ?? '', { answer: 'conflict', code: 'seq' })
    await answered(d ?? '', { answer: 'gap', have: 2 })
    const rows = await store.outbox()
    expect(rows.map((row) => [row.state, row.code, row.complete])).toEqual([
      ['received', null, true],
      ['quarantined', 'no_right', true],
      ['conflict', 'seq', false],
      ['queued', null, false],
    ])
    expect(rows[0]?.objections).toEqual([objection])
  })

  test('an entry of a phone that was unknown can be tried again, a withheld one cannot', async () => {
    const [one, two] = [await store.record('crate.arrived', arrival), await store.record('crate.arrived', arrival)]
    await answered(one.id, { answer: 'refused', code: 'unknown_device', detail: '' })
    await answered(two.id, { answer: 'refused', code: 'bad_signature', detail: '' })
    await store.retry(one.id)
    await store.retry(two.id)
    expect((await store.inner.queued()).map((entry) => entry.id)).toEqual([one.id])
  })

  test('what a server lacks goes back into the queue from there on', async () => {
    const entries = []
    for (let i = 0; i < 3; i++) {
      const entry = await store.record('crate.arrived', arrival)
      await answered(entry.id, { ...received, pos: i + 1 })
      entries.push(entry)
    }
    expect((await store.inner.requeue(dev, 2))?.id).toBe(entries[1]?.id)
    expect((await store.inner.queued()).map((entry) => entry.seq)).toEqual([2, 3])
    expect(await store.inner.requeue(dev, 9)).toBeNull()
  })
})

describe('what was pulled', () => {
  test('comes page by page with its cursor, and gone rows go', async () => {
    await store.inner.applyChanges(page([{ key: KEY, doc: crate(1) }], { more: true, cursor: 'e1:3' }))
    expect(await store.inner.memory()).toMatchObject({ cursor: 'e1:3', complete: false })
    await store.inner.applyChanges(page([{ key: KEY, doc: null }]))
    expect(await store.crate(KEY)).toBeNull()
    expect(await store.inner.memory()).toMatchObject({ cursor: 'e1:10', complete: true })
  })

  test('a page of another epoch changes nothing', async () => {
    const wrong = page([{ key: KEY, doc: crate(1) }], { epoch: 'e2' })
    await expect(store.inner.applyChanges(wrong)).rejects.toMatchObject({ code: 'wrong_epoch' })
    expect(await store.crates()).toEqual([])
  })

  test('an older trust list never replaces a newer one', async () => {
    const list = (version: number) => ({
      view: 'trust',
      key: 'trust',
      doc: { version, token: `list-${String(version)}` },
    })
    await store.inner.applyChanges(page([list(3)]))
    await store.inner.applyChanges(page([list(2)]))
    await store.inner.applyChanges(page([{ view: 'trust', key: 'trust', doc: null }]))
    expect(await store.row('trust', 'trust')).toMatchObject({ version: 3 })
  })

  test('views do not mix, whatever their keys', async () => {
    const person = { id: 'li.lei', name: '李雷', roles: [] }
    await store.inner.applyChanges(
      page([
        { view: 'person', key: 'li.lei', doc: person },
        { key: KEY, doc: crate(1) },
        { view: 'crates', key: 'x', doc: {} },
      ]),
    )
    expect(await store.rows('person')).toEqual([person])
    expect((await store.crates()).map((one) => one.id)).toEqual([KEY])
  })

  test('a crate is found by its label', async () => {
    const number = 'DAL13-000123-D'
    await store.inner.applyChanges(
      page([
        { key: KEY, doc: crate(1) },
        { view: 'label', key: number, doc: { number, crate: KEY, state: 'issued' } },
      ]),
    )
    expect((await store.crateByLabel(number))?.id).toBe(KEY)
    expect(await store.crateByLabel('DAL13-000124-B')).toBeNull()
  })

  test('shows own entries at once, until the pull that holds them', async () => {
    await store.inner.applyChanges(page([{ key: KEY, doc: crate(1) }]))
    const entry = await store.record('inspection.recorded', inspection)
    expect(await store.crate(KEY)).toMatchObject({ state: 'inspecting', record: entry.id })
    expect((await store.crates())[0]).toMatchObject({ state: 'inspecting' })

    await answered(entry.id, { ...received, pos: 11 }) // received, not pulled yet
    expect(await store.crate(KEY)).toMatchObject({ state: 'inspecting' })

    const accepted = crate(1, { state: 'treatment', record: entry.id })
    await store.inner.applyChanges(page([{ key: KEY, doc: accepted }], { cursor: 'e1:12' }))
    expect(await store.crate(KEY)).toMatchObject({ state: 'treatment' })
  })
})

describe('a new epoch', () => {
  const head = { origin: 'localhost/journal/e2', size: 1, root: '', note: 'n', at: '2013-05-10T06:05:00Z' }

  test('offers everything again, and keeps the old rows until the new ones are whole', async () => {
    await store.inner.applyChanges(page([{ key: KEY, doc: crate(1) }, { key: 'old', doc: crate(2) }]))
    const { sha256 } = await store.addPhoto(photo('one'))
    const entry = await store.record('inspection.recorded', inspection, [sha256])
    await answered(entry.id, { ...received, pos: 11 })
    await store.inner.photoState(sha256, 'stored', null)

    await store.inner.restart('e2', await logOfEpoch('e2').vkey(), head)
    expect((await store.inner.queued()).map((one) => one.id)).toEqual([entry.id])
    expect(await store.inner.photosToSend()).toEqual([]) // its entry goes first
    expect(await store.crates()).toHaveLength(2)

    const fresh = { epoch: 'e2', cursor: 'e2:1', more: true }
    await store.inner.applyChanges(page([{ key: KEY, doc: crate(1, { state: 'arrived' }) }], fresh))
    expect(await store.crates()).toHaveLength(2)
    await store.inner.applyChanges(page([], { epoch: 'e2', cursor: 'e2:2' }))
    expect((await store.crates()).map((one) => one.id)).toEqual([KEY])
    expect(await store.row('trust', 'trust')).not.toBeNull()
  })
})

describe('photos', () => {
  test('are kept once, and go in the order of their entries once those are received', async () => {
    const one = await store.addPhoto(photo('one'))
    const two = await store.addPhoto(photo('two'))
    expect((await store.addPhoto(photo('one'))).sha256).toBe(one.sha256)
    const first = await store.record('inspection.recorded', inspection, [two.sha256])
    const second = await store.record('inspection.recorded', inspection, [one.sha256])
    expect(await store.inner.photosToSend()).toEqual([])
    await answered(second.id, { ...received, pos: 2 })
    await answered(first.id, { ...received, pos: 1 })
    expect((await store.inner.photosToSend()).map((row) => row.sha256)).toEqual([two.sha256, one.sha256])
    expect(new TextDecoder().decode((await store.photoBytes(one.sha256)) ?? undefined)).toBe('one')
  })

  test('are gone through without their small pictures, which one at a time has', async () => {
    const { sha256 } = await store.addPhoto(photo('one'))
    await store.record('inspection.recorded', inspection, [sha256])
    const [entry] = await store.inner.queued()
    await answered(entry?.id ?? '', { ...received, pos: 1 })
    expect((await store.inner.photosToSend())[0]?.thumb.byteLength).toBe(0)
    expect((await store.photo(sha256))?.thumb.byteLength).toBe(3)
    expect((await store.photoBytes(sha256))?.byteLength).toBe(3)
  })

  test('progress and failures show in the outbox, in bytes', async () => {
    const { sha256 } = await store.addPhoto(photo('0123456789'))
    const entry = await store.record('inspection.recorded', inspection, [sha256])
    await answered(entry.id, { ...received, pos: 1 })
    await store.inner.photoSent(sha256, 4)
    const length = entry.jws.length
    expect((await store.outbox())[0]).toMatchObject({ bytes: length + 10, sent: length + 4 })
    expect(await store.inner.unsent()).toMatchObject({ entries: 0, photos: 1, bytes_sent: 4, bytes_total: 10 })
    expect((await store.inner.unsent()).oldest).toBe(entry.at)
    await store.inner.photoState(sha256, 'refused', 'not_a_photo')
    expect((await store.outbox())[0]?.photos[0]).toMatchObject({ state: 'refused', error: 'not_a_photo' })
    await store.inner.photoState(sha256, 'stored', null)
    expect((await store.outbox())[0]).toMatchObject({ complete: true, sent: length + 10 })
  })

  test('one that was set aside is tried again on demand', async () => {
    const { sha256 } = await store.addPhoto(photo('one'))
    const entry = await store.record('inspection.recorded', inspection, [sha256])
    await answered(entry.id, { ...received, pos: 1 })
    await store.inner.photoState(sha256, 'refused', 'wrong_hash')
    expect(await store.inner.photosToSend()).toEqual([])
    await store.retry(entry.id)
    expect(await store.inner.photosToSend()).toHaveLength(1)
    expect(await store.entry(entry.id)).toMatchObject({ state: 'received' })
  })

  test('an amendment may use a photo that is already stored', async () => {
    const { sha256 } = await store.addPhoto(photo('one'))
    const first = await store.record('inspection.recorded', inspection, [sha256])
    await store.inner.photoState(sha256, 'stored', null)
    const body = { amends: first.id, reason: '补充', record: inspection }
    await store.record('inspection.amended', body, [sha256])
    expect(await store.photo(sha256)).toMatchObject({ state: 'stored', owner: { id: first.id } })
  })
})

describe('drafts', () => {
  test('are saved as typed, newest first, and belong to one person', async () => {
    await store.saveDraft('a', { item: 1 })
    await store.saveDraft('b', { item: 2 })
    await store.saveDraft('a', { item: 3 })
    expect((await store.draft<{ item: number }>('a'))?.value.item).toBe(3)
    expect((await store.drafts()).map((draft) => draft.key)).toEqual(['a', 'b'])
    await enrolled(store, { user: 'han.mei' })
    expect(await store.drafts()).toEqual([])
    await enrolled(store, { user: 'li.lei' })
    expect(await store.drafts()).toHaveLength(2)
    await store.deleteDraft('b')
    expect(await store.draft('b')).toBeNull()
  })
})

describe('signing out', () => {
  test('hides and deletes nothing; only its owner can come back', async () => {
    await store.record('crate.arrived', arrival)
    await store.hide()
    expect(await store.me()).toMatchObject({ hidden: true, user: 'li.lei' })
    expect(await store.inner.queued()).toHaveLength(1)
    await expect(store.unhide('han.mei')).rejects.toMatchObject({ code: 'another_person' })
    await store.unhide('li.lei')
    expect(await store.me()).toMatchObject({ hidden: false })
  })

  test('another person may enrol here; what the first one sealed still goes out', async () => {
    await store.inner.applyChanges(page([{ key: KEY, doc: crate(1) }]))
    await store.record('crate.arrived', arrival)
    const newDev = await enrolled(store, { user: 'han.mei' })
    expect(await store.crates()).toEqual([])
    const mine = await store.record('crate.arrived', arrival)
    expect(mine).toMatchObject({ dev: newDev, seq: 1, actor: 'han.mei' })
    expect((await store.inner.queued()).map((entry) => entry.actor).sort()).toEqual(['han.mei', 'li.lei'])
  })
})

describe('other tabs', () => {
  test('are told what was committed', async () => {
    const name = `told-${String(Math.random())}`
    const [here, there] = [await aStore(name), await aStore(name)]
    const heard = new Promise<ReadonlySet<Topic>>((resolve) => {
      there.subscribe(resolve)
    })
    await here.saveDraft('a', 1)
    expect([...(await heard)]).toEqual(['drafts'])
    here.close()
    there.close()
  })
})

describe('sightings', () => {
  test('one scan counts once, another place is another sighting', async () => {
    const here = { number: 'DAL13-000123-D', token: 'T', place: '北门', latitude: null, longitude: null, accuracy_m: null }
    await store.saw(here)
    await store.saw(here)
    await store.saw({ ...here, place: '南门' })
    expect((await store.sightings(here.number)).map((one) => one.place)).toEqual(['北门', '南门'])
    expect(await store.sightings('DAL13-000124-B')).toEqual([])
  })
})
