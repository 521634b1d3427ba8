/** What is personal in an entry lies beside it on the phone, and is not kept longer than at the office. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEntry } from '../wire/seal.ts'
import type { InspectionCosigned, InspectionRecorded3 } from '../wire/types.ts'
import { aStore, enrolled, page } from '../../tests/phone.ts'
import type { Store } from './types.ts'

const KEY = '210900113004200/1'
let store: Store

beforeEach(async () => {
  store = await aStore()
  await enrolled(store)
})

afterEach(() => {
  store.close()
})

test('personal values are not in what is signed, and go when the office has deleted them', async () => {
  const witness = { name: '范德赫伊', signed: true, reason: null }
  const body = { crate: KEY, result: 'treatment', attachments: [], witness } as unknown as InspectionRecorded3
  const record = await store.record('inspection.recorded', body)
  const strokes = await store.record('inspection.cosigned', {
    ...{ record: record.id, sha256: 'a'.repeat(64), crate: KEY, result: 'treatment' },
    ...{ role: 'witness', method: 'finger', signer: null, strokes: 'M1 1L2 2' },
  } as InspectionCosigned)
  for (const [{ jws, beside = [] }, kv] of [[record, 4] as const, [strokes, 2] as const]) {
    expect(openEntry(jws).kv).toBe(kv)
    expect(JSON.stringify(openEntry(jws))).not.toMatch(/范德赫伊|M1 1/)
    expect(beside).toHaveLength(1)
  }
  const cosigned = { entry: strokes.id, body: { method: 'finger', strokes: 'M1 1L2 2' } }
  const doc = { id: record.id, crate: KEY, body, cosigned: [cosigned] }
  const pulled = (change: object) => page([{ view: 'record', key: record.id, pos: 9, doc: { ...doc, ...change } }])
  await store.inner.applyChanges(pulled({}))
  expect((await store.entry(record.id))?.beside).toHaveLength(1)
  await store.inner.applyChanges(pulled({ body: { ...body, witness: { ...witness, name: null } } }))
  expect((await store.entry(record.id))?.beside).toEqual([])
  expect((await store.entry(strokes.id))?.beside).toHaveLength(1)
  const bare = { ...cosigned, body: { method: 'finger', strokes: null } }
  await store.inner.applyChanges(pulled({ cosigned: [bare] }))
  expect((await store.entry(strokes.id))?.beside).toEqual([])
  expect((await store.entry(record.id))?.jws).toBe(record.jws)
})

test('what is left of the draft of a redacted record names nobody any more, another draft does', async () => {
  const witness = { presence: 'signed', name: '范德赫伊', reason: '' }
  const other = '210900113004200/2'
  const drafts: Record<string, object> = {
    [`inspect/${KEY}`]: { crate: KEY, witness, given: { entry: 'e', at: '', to: 'li' }, remark: '叶背' },
    [`inspect/${other}`]: { crate: other, witness, given: null, offered: null, amends: null },
    'carried/JJ2013-00001': { crate: '1/60', from: KEY, recorder: 'li', witness },
    'carried/JJ2013-00002': { crate: '1/60', from: other, recorder: 'li', witness },
    'once/210900113004200': { answers: {} },
  }
  for (const [key, value] of Object.entries(drafts)) await store.saveDraft(key, value)
  const doc = { id: 'r1', crate: KEY, cosigned: [] }
  const change = (named: string | null, key = 'r1', crate = KEY) =>
    page([{ view: 'record', key, pos: 9, doc: { ...doc, id: key, crate, body: { witness: { name: named } } } }])
  const held = async () =>
    Object.fromEntries((await store.drafts()).map(({ key, value }) => [key, (value as { witness?: { name: string } }).witness?.name]))

  await store.inner.applyChanges(change('范德赫伊'))
  expect(new Set(Object.values(await held()))).toEqual(new Set(['范德赫伊', undefined]))
  const heard: string[] = []
  store.subscribe((topics) => void heard.push(...topics))
  await store.inner.applyChanges(change(null))
  expect(await held()).toEqual({
    [`inspect/${KEY}`]: '',
    [`inspect/${other}`]: '范德赫伊',
    'carried/JJ2013-00001': '',
    'carried/JJ2013-00002': '范德赫伊',
    'once/210900113004200': undefined,
  })
  expect(heard).toContain('drafts')
  expect((await store.draft<{ remark: string }>(`inspect/${KEY}`))?.value.remark).toBe('叶背')

  const amends = { record: 'r2', asked: '', items: {}, reason: '' }
  await store.saveDraft(`inspect/${other}`, { ...drafts[`inspect/${other}`], amends })
  await store.inner.applyChanges(change(null, 'r3', other))
  expect((await held())[`inspect/${other}`]).toBe('范德赫伊')
  await store.inner.applyChanges(change(null, 'r2', other))
  expect((await held())[`inspect/${other}`]).toBe('')
})
