/** One inspection on a phone whose page may be killed at any moment. */
import 'fake-indexeddb/auto'
import { effectScope } from 'vue'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { enrolled, page } from '../../../tests/phone.ts'
import type { Store } from '@/store/types.ts'
import { core } from '../shared/core.ts'
import { aCrate, checklists } from './fixtures.ts'

const memory = new Map<string, string>()
const storage = {
  getItem: (key: string) => memory.get(key) ?? null,
  setItem: (key: string, value: string) => memory.set(key, value),
}
const geolocation = {
  getCurrentPosition: (found: PositionCallback) =>
    found({ coords: { latitude: 41.11, longitude: 121.14, accuracy: 12.4 } } as GeolocationPosition),
}
vi.stubGlobal('sessionStorage', storage)
vi.stubGlobal('navigator', { geolocation })
const { useInspection } = await import('./inspection.ts')

let store: Store
let n = 0
const scopes: ReturnType<typeof effectScope>[] = []

beforeAll(async () => {
  const opened = await core()
  store = opened.store
  opened.sync.stop()
  await enrolled(store, { user: 'wang' })
})

beforeEach(async () => {
  n += 1
  await store.inner.applyChanges(
    page([
      { view: 'crate', key: aCrate(n).id, doc: aCrate(n) },
      ...checklists.map((checklist) => ({ view: 'checklist', key: checklist.id, doc: { checklist } })),
      { view: 'person', key: 'wang', doc: { id: 'wang', name: '王芳', roles: ['inspector'] } },
    ]),
  )
})
afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()))

/** Open the screen's logic as a fresh page would. */
async function open(again = false) {
  const scope = effectScope(true)
  scopes.push(scope)
  const inspection = scope.run(() => useInspection(aCrate(n).id, again))
  if (!inspection) throw new Error('the scope is closed')
  await vi.waitFor(() => expect(inspection.state.value).not.toBe('opening'))
  return inspection
}

async function filledIn() {
  const inspection = await open()
  const draft = inspection.draft.value
  if (!draft) throw new Error('no draft')
  for (const answer of Object.values(draft.answers)) answer.mark = 'pass'
  Object.assign(draft, { recorder: 'li', result: 'release' })
  draft.witness.presence = 'absent'
  return { inspection, draft }
}

const kept = async () => (await store.draft<{ at: string }>(`inspect/${aCrate(n).id}`))?.value

describe('a draft', () => {
  test('is on disk as it is typed, and opens again at the very item', async () => {
    const first = await open()
    const draft = first.draft.value
    if (!draft) throw new Error('no draft')
    const answer = draft.answers['bulbs.soil_free']
    if (answer) Object.assign(answer, { mark: 'fail', remark: '根部带土' })
    draft.at = 'bulbs.soil_free'
    await vi.waitFor(async () => expect((await kept())?.at).toBe('bulbs.soil_free'))
    const again = await open()
    expect(again.draft.value?.answers['bulbs.soil_free']).toMatchObject({ mark: 'fail', remark: '根部带土' })
    expect(again.draft.value?.at).toBe('bulbs.soil_free')
    expect(again.soFar.value).toMatchObject({ answered: 1, total: 4 })
  })

  test('becomes one signed entry, and late changes do not bring it back', async () => {
    const { inspection, draft } = await filledIn()
    await vi.waitFor(() => expect(inspection.gaps.value).toEqual([]))
    const entry = await inspection.sign()
    draft.remark = '签名后才到的改动'
    await new Promise((resolve) => setTimeout(resolve))
    expect(entry).toMatchObject({ kind: 'inspection.recorded', crate: aCrate(n).id, state: 'queued' })
    expect(await kept()).toBeUndefined()
    expect((await store.outbox()).map(({ id }) => id)).toContain(entry.id)
    expect((await store.crate(aCrate(n).id))?.state).toBe('inspecting')
  })

  test('is still there when signing fails, and goes on being kept', async () => {
    const { inspection, draft } = await filledIn()
    draft.remark = '长'.repeat(40_000) // more than an entry holds
    await expect(inspection.sign()).rejects.toMatchObject({ code: 'entry_too_large' })
    draft.remark = '短'
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ remark: '短', result: 'release' }))
  })
})

test('a crate with a record is not begun again unless asked', async () => {
  const { inspection } = await filledIn()
  await inspection.sign()
  expect((await open()).state.value).toBe('recorded')
  expect((await open(true)).state.value).toBe('ready')
})

test('recorder and witness of a consignment carry over, and say from where', async () => {
  const draft = (await open()).draft.value
  expect(draft).toMatchObject({ recorder: 'li', witness: { presence: 'absent' }, result: null })
  expect(draft?.carried_from).toBe(`${String(n - 1)}/60`)
})

test('the phone says where it is, without being waited for', async () => {
  const { draft } = await filledIn()
  await vi.waitFor(() => expect(draft.place).toMatchObject({ text: 'N01', latitude: 41.11, accuracy_m: 12 }))
})

test('a failed critical item closes release', async () => {
  const { inspection, draft } = await filledIn()
  const answer = draft.answers['all.label_intact']
  if (answer) answer.mark = 'fail'
  expect(inspection.results.value.allowed).not.toContain('release')
  expect(inspection.results.value.because).toEqual(['all.label_intact'])
})
