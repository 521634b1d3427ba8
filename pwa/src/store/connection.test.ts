/** What phones do to a database: taking its connection away, filling the disk, two versions at once. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { aStore, enrolled, photo } from '../../tests/phone.ts'
import type { Store } from './types.ts'

const arrival = { crate: '210900113004200/1', number: null, gate: null }
let store: Store
let name: string

beforeEach(async () => {
  name = `connection-${String(Math.random())}`
  store = await aStore(name)
  await enrolled(store)
})

afterEach(() => {
  vi.restoreAllMocks()
  store.close()
})

describe('a connection that the system took away', () => {
  test('is opened anew, and the work is done once', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    transaction.mockImplementationOnce(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError')
    })
    expect((await store.record('crate.arrived', arrival)).seq).toBe(1)
    transaction.mockImplementationOnce(() => {
      throw new DOMException('Connection to Indexed Database server lost. Refresh the page', 'UnknownError')
    })
    expect((await store.record('crate.arrived', arrival)).seq).toBe(2)
    expect(await store.outbox()).toHaveLength(2)
  })

  test('just after an entry was written does not make it fail, nor make it twice', async () => {
    await store.outbox()
    const original = IDBDatabase.prototype.transaction
    let lost = 0
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      const tx = original.apply(this, args)
      if (args[1] === 'readwrite' && lost === 0) {
        lost += 1
        // all is on disk, but what arrives is the news of an abort
        const listen = tx.addEventListener.bind(tx)
        tx.addEventListener = (type: string, listener: EventListener) => {
          if (type !== 'complete') listen(type === 'abort' ? 'complete' : type, listener)
        }
      }
      return tx
    })
    expect((await store.record('crate.arrived', arrival)).seq).toBe(1)
    expect(lost).toBe(1)
    expect(await store.outbox()).toHaveLength(1)
    expect((await store.record('crate.arrived', arrival)).seq).toBe(2)
  })
})

test('every write asks for strict durability, no read does', async () => {
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const { sha256 } = await store.addPhoto(photo('one'))
  await store.saveDraft('a', {})
  await store.record('crate.arrived', arrival, [sha256])
  await store.outbox()
  const modes = transaction.mock.calls.map(([, mode, options]) => `${String(mode)} ${options?.durability ?? ''}`)
  expect(new Set(modes)).toEqual(new Set(['readonly ', 'readwrite strict']))
})

test('a full disk is said in one word, and nothing is half kept', async () => {
  const { sha256 } = await store.addPhoto(photo('one'))
  await store.saveDraft('a', { item: 1 })
  const put = IDBObjectStore.prototype.put
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (this.name === 'entries') throw new DOMException('full', 'QuotaExceededError')
    return put.call(this, value, key)
  })
  await expect(store.record('crate.arrived', arrival, [sha256], 'a')).rejects.toMatchObject({
    code: 'storage_full',
  })
  vi.restoreAllMocks()
  expect(await store.draft('a')).not.toBeNull()
  expect(await store.photo(sha256)).toMatchObject({ state: 'draft', owner: null })
  expect((await store.record('crate.arrived', arrival, [sha256], 'a')).seq).toBe(1)
})

test('an older version of the app steps aside, and then says that it is old', async () => {
  const newer = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 99)
    request.onsuccess = () => {
      resolve(request.result)
    }
    request.onerror = () => {
      reject(new Error('the upgrade was refused'))
    }
  })
  await expect(store.outbox()).rejects.toMatchObject({ code: 'app_outdated' })
  newer.close()
})

test('a phone of the first version keeps its entries, photos and key of the log', async () => {
  const old = `first-version-${String(Math.random())}`
  const entry = { id: 'e', dev: 'd', seq: 1, place: 1, kind: 'crate.arrived', crate: null, at: '', actor: '' }
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open(old, 1)
    opening.onerror = () => {
      reject(new Error('the old database could not be made'))
    }
    opening.onupgradeneeded = () => {
      const db = opening.result
      db.createObjectStore('meta').put('name+id+key', 'log_vkey')
      for (const [name, keyPath] of [
        ['heads', 'dev'],
        ['rows', ['view', 'key']],
        ['drafts', ['user', 'key']],
      ] as const) {
        db.createObjectStore(name, { keyPath: keyPath as string | string[] })
      }
      const entries = db.createObjectStore('entries', { keyPath: 'id' })
      entries.createIndex('by_seq', ['dev', 'seq'])
      entries.createIndex('by_state', 'state')
      entries.put({ ...entry, jws: 'a.b.c', photos: [], state: 'received', answer: null })
      const photos = db.createObjectStore('photos', { keyPath: 'sha256' })
      photos.createIndex('by_state', 'state')
      const thumb = new ArrayBuffer(3)
      photos.put({ sha256: 's', size: 1, type: 'image/jpeg', thumb, state: 'stored', owner: null })
      db.createObjectStore('photo_bytes')
      db.createObjectStore('sightings', { autoIncrement: true }).createIndex('by_number', 'number')
    }
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
  })
  const phone = await aStore(old)
  expect(await phone.outbox()).toMatchObject([{ id: 'e', trust: 'received', proof: null }])
  expect((await phone.photo('s'))?.thumb.byteLength).toBe(3)
  expect(await phone.photo('s')).toMatchObject({ released_at: null })
  expect(await phone.log()).toMatchObject({ vkey: 'name+id+key', held: null, dispute: null })
  phone.close()
})
