import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { unveil } from '@/wire/disclosures.ts'
import { openEntry } from '@/wire/seal.ts'
import type { InspectionCosigned, InspectionRecorded3 } from '@/wire/types.ts'
import { aStore, enrolled } from '../../../tests/phone.ts'
import {
  cosign,
  cosignedHere,
  invitationOf,
  keepStrokes,
  linkOf,
  readInvitation,
  routeOf,
  sealStrokes,
} from './cosigning.ts'
import { MAX_PATH, pathOf, thinned, type Dot } from './strokes.ts'

const CRATE = '210900113004200/1'
const body = {
  crate: CRATE,
  result: 'release',
  lead: 'li.lei',
  recorder: '王五',
  findings: [],
  attachments: [],
  witness: { name: '刘明', signed: true, reason: null },
} as unknown as InspectionRecorded3
const bodies = async (): Promise<InspectionCosigned[]> => {
  const rows = (await store.outbox()).filter(({ kind }) => kind === 'inspection.cosigned')
  const entries = await Promise.all(rows.map(({ id }) => store.entry(id)))
  return Promise.all(
    entries.map((entry) => {
      const { body } = openEntry<object>(entry?.jws ?? '')
      return unveil<InspectionCosigned>(body, entry?.beside ?? [], ['strokes'])
    }),
  )
}

let store: Awaited<ReturnType<typeof aStore>>
beforeEach(async () => {
  vi.stubGlobal('location', new URL('https://expo.example/scan'))
  store = await aStore()
  await enrolled(store)
})
afterEach(() => {
  store.close()
  vi.unstubAllGlobals()
})

test('a code says the same on the other phone, and anything else is refused', async () => {
  const record = await store.record('inspection.recorded', body)
  const seen = await invitationOf(record)
  if (!seen) throw new Error('a record has an invitation')
  const route = routeOf(linkOf(seen)) ?? ''
  const hash = route.slice(route.indexOf('#'))
  expect(readInvitation(hash)).toEqual(seen)
  expect(routeOf('https://elsewhere.example/cosign#abc')).toBeNull()
  for (const bad of ['', '#', '#abc', hash.slice(0, -3), `${hash}AA`]) {
    expect(readInvitation(bad)).toBeNull()
  }
})

test('the recorder signs the hash of the very bytes', async () => {
  const seen = await invitationOf(await store.record('inspection.recorded', body))
  if (!seen) throw new Error('a record has an invitation')
  await cosign(store, seen)
  expect(await cosignedHere(store, seen.record)).toMatchObject([
    { sha256: seen.sha256, crate: CRATE, role: 'recorder', method: 'own_phone', signer: '王五' },
  ])
})

test('strokes written before a page died go under the record, once', async () => {
  await keepStrokes(store, CRATE, 'M1 1L2 2', '2013-05-10T09:00:00+08:00')
  await sealStrokes(store)
  expect(await bodies()).toEqual([]) // there is no record yet
  const record = await store.record('inspection.recorded', body)
  await sealStrokes(store)
  await sealStrokes(store)
  expect(await bodies()).toMatchObject([{ record: record.id, role: 'witness', strokes: 'M1 1L2 2' }])
  expect(await store.drafts()).toEqual([])
})

test('however long somebody scribbles, it fits an entry and its pattern', () => {
  const wild = Array.from({ length: 40 }, (_, s) =>
    Array.from({ length: 400 }, (_, i): Dot => [(i * 37.7 + s) % 700, ((i * 91.3) % 300) - 20]),
  )
  const path = pathOf(thinned([...wild, [[5, 5]]]))
  expect(path.length).toBeLessThanOrEqual(MAX_PATH)
  expect(path).toMatch(/^(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})+)+$/)
})
