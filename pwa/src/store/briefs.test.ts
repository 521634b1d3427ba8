/** What lists read of the database: all of it once, then only what changed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { InspectionRecorded } from '../wire/types.ts'
import { aStore, crate, enrolled, page } from '../../tests/phone.ts'
import type { Store } from './types.ts'

const CRATES = 700
const at = (n: number): string => crate(n).id
const change = (n: number, more = {}) => ({ view: 'crate' as const, key: at(n), doc: crate(n, more) })
const all = Array.from({ length: CRATES }, (_, i) => change(i + 1))

let store: Store
/** Rows that were read of what was pulled. */
let read = 0

beforeEach(async () => {
  store = await aStore()
  await enrolled(store)
  await store.inner.applyChanges(page(all, { cursor: 'e1:700' }))
  read = 0
  for (const name of ['get', 'getAll'] as const) {
    const plain = IDBObjectStore.prototype[name] as (...asked: unknown[]) => IDBRequest
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (this: IDBObjectStore, ...asked: unknown[]) {
      const request = plain.apply(this, asked)
      if (this.name === 'rows') {
        request.addEventListener('success', () => {
          read += Array.isArray(request.result) ? request.result.length : 1
        })
      }
      return request as never
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  store.close()
})

const brief = async (n: number) => (await store.crates()).find(({ id }) => id === at(n))

test('the first list reads every row once, the next none, and it is the same list', async () => {
  const first = await store.crates()
  expect(first).toHaveLength(CRATES)
  expect(read).toBe(CRATES)
  expect(await store.crates()).toBe(first)
  expect(read).toBe(CRATES)
})

test('a pull makes it read the rows that it changed, and other briefs stay as they are', async () => {
  const before = await store.crates()
  read = 0
  const gone = { view: 'crate' as const, key: at(3), doc: null }
  await store.inner.applyChanges(page([change(2, { state: 'held' }), gone], { cursor: 'e1:702' }))
  expect(read).toBe(1) // what the crate was, for the news of the sync
  read = 0
  const after = await store.crates()
  expect(read).toBe(2)
  expect(after).toHaveLength(CRATES - 1)
  expect(after.find(({ n }) => n === 2)?.state).toBe('held')
  expect(after[0]).toBe(before[0])
})

test('an own entry makes it read the crate that it is about, and so does its coming back', async () => {
  await store.crates()
  read = 0
  const body = { crate: at(5), result: 'release' } as InspectionRecorded
  const { id } = await store.record('inspection.recorded', body)
  expect(await brief(5)).toMatchObject({ state: 'inspecting', record: id })
  expect(await brief(6)).toMatchObject({ state: 'labelled' })
  expect(read).toBe(1)
  const answer = {
    answer: 'stored' as const,
    pos: 700,
    received_at: '2013-05-10T06:05:00.000Z',
    objections: [],
  }
  await store.inner.answered([[id, answer]])
  await store.inner.applyChanges(page([change(5, { state: 'inspecting', record: id })], { cursor: 'e1:701' }))
  expect(await brief(5)).toMatchObject({ state: 'inspecting', record: id })
  expect(read).toBeLessThan(5)
})

test('a frozen lot shows at each of its crates', async () => {
  await store.crates()
  await store.record('lot.frozen', { lot: '210900113004200/NL/bulbs/Tulipa gesneriana' } as never)
  expect(await store.crates()).toHaveLength(CRATES)
  expect(read).toBe(2 * CRATES)
})

test('what another tab pulled is seen, and a missed pull means reading anew', async () => {
  const other = await aStore(store.name)
  await store.crates()
  await other.inner.applyChanges(page([change(9, { state: 'arrived' })], { cursor: 'e1:703' }))
  expect((await brief(9))?.state).toBe('arrived')
  other.close()
})

test('a crate that is opened is one row', async () => {
  expect((await store.crate(at(8)))?.n).toBe(8)
  expect(await store.any('crate')).toBe(true)
  expect(read).toBe(1)
})
