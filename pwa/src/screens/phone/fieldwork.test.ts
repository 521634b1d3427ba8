/** A visit and a check on a phone whose page may be killed at any moment. */
import 'fake-indexeddb/auto'
import { effectScope } from 'vue'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { enrolled, page } from '../../../tests/phone.ts'
import { filesOfCheck, filesOfVisit } from '@/rules/fieldwork.ts'
import type { Store } from '@/store/types.ts'
import { openEntry } from '@/wire/seal.ts'
import type { IsolationVisited2, TreatmentChecked2 } from '@/wire/types.ts'
import { core } from '../shared/core.ts'
import type { CheckDraft } from './check.ts'
import { aCrate } from './fixtures.ts'
import type { VisitDraft } from './visit.ts'

const here = { coords: { latitude: 41.11, longitude: 121.14, accuracy: 12.4 } } as GeolocationPosition
const memory = new Map<string, string>()
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => memory.get(key) ?? null,
  setItem: (key: string, value: string) => memory.set(key, value),
})
vi.stubGlobal('navigator', { geolocation: { getCurrentPosition: (found: PositionCallback) => found(here) } })
const { useFieldwork } = await import('./fieldwork.ts')
const { askedOf, checkBody, checkKey, checkMissing, emptyCheck, isOvertaken, ofLastRun } = await import('./check.ts')
const { emptyVisit, visitBody, visitKey, visitMissing } = await import('./visit.ts')
const { shotPlace, stowField } = await import('./fielddraft.ts')
const { findingPlace } = await import('./stow.ts')
const { newFinding } = await import('./finding.ts')
const { followUpsOf } = await import('./followups.ts')

const REGISTRATION = 'LN2013001'
const ORDER = '210900113004200-CL-01'
const CRATE = aCrate(1).id
const act = { entry: 'run-1', by: 'li', at: '2013-05-03T11:00:00+08:00' }
const trap = { trap: '东侧黄板', eppo: 'TRIAVA', organism: '温室白粉虱', count: 3 }
const before = {
  registration: REGISTRATION,
  on: '2013-04-27',
  state: 'good',
  planted: 20,
  alive: 20,
  symptoms: null,
  traps: [trap],
  remark: null,
  photos: [],
}
const isolation = {
  registration: REGISTRATION,
  crates: [CRATE],
  state: 'running',
  body: { plant: '郁金香', site: '隔离圃', plot: 'A-03', watch_for: [], until: '2014-04-27', planted: null },
  visits: [{ act, body: before }],
  last: '2013-04-27',
}
const run = {
  act,
  body: { firm: '处理公司', agent: '溴甲烷', dose: '28 g/m³', exposure: null, place: '处理间', temperature_c: 21 },
  checked: null,
  check: null,
}
const treatment = {
  order: ORDER,
  crates: [CRATE],
  state: 'completed',
  body: { method: 'fumigation', object: '种球', agent: '溴甲烷', dose: '32 g/m³', exposure: null, reason: '活虫', due: null },
  runs: [run],
}

let store: Store
const scopes: ReturnType<typeof effectScope>[] = []

beforeAll(async () => {
  const opened = await core()
  store = opened.store
  opened.sync.stop()
  await enrolled(store, { user: 'wang' })
  const standing = { ...aCrate(1).standing, treatments_open: 1 }
  await store.inner.applyChanges(
    page([
      { view: 'crate', key: CRATE, doc: aCrate(1, { state: 'treatment', standing }) },
      { view: 'isolation', key: REGISTRATION, doc: isolation },
      { view: 'treatment', key: ORDER, doc: treatment },
      { view: 'person', key: 'wang', doc: { id: 'wang', name: '王芳', roles: ['inspector'] } },
    ]),
  )
})
afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()))

/** Open a screen's logic as a fresh page would. */
async function opened<Work extends { state: { value: string } }>(make: () => Work): Promise<Work> {
  const scope = effectScope(true)
  scopes.push(scope)
  const work = scope.run(make)
  if (!work) throw new Error('the scope is closed')
  await vi.waitFor(() => expect(work.state.value).not.toBe('opening'))
  return work
}

const visiting = () =>
  opened(() =>
    useFieldwork({
      kind: 'isolation.visited',
      key: visitKey(REGISTRATION),
      find: async (from: Store) => (await from.isolations())[0] ?? null,
      isOpen: ({ state }) => state === 'running',
      begin: (doc, now): VisitDraft => emptyVisit(doc, now),
      body: (draft) => (draft.state ? visitBody(draft, draft.state) : null),
      files: (body) => filesOfVisit(body as IsolationVisited2),
    }),
  )
const checking = () =>
  opened(() =>
    useFieldwork({
      kind: 'treatment.checked',
      key: checkKey(ORDER),
      find: async (from: Store) => (await from.treatments())[0] ?? null,
      isOpen: ({ state }) => state === 'completed',
      begin: (doc, now): CheckDraft => emptyCheck(doc, now),
      body: (draft) => (draft.result ? checkBody(draft, draft.result) : null),
      files: (body) => filesOfCheck(body as TreatmentChecked2),
    }),
  )

async function aPhoto(text: string) {
  const photo = await store.addPhoto(new Blob([Uint8Array.from([0xff, 0xd8, 0xff]), text]))
  return { photo, original: null, here: null }
}

test('a visit goes on where its page died, owes what it owes, and is signed with its files', async () => {
  const { draft: begun, intake } = await visiting()
  const draft = begun.value
  if (!draft) throw new Error('no draft')
  expect(draft).toMatchObject({ planted: '20', alive: '', state: null, place: { text: '隔离圃 A-03', latitude: 41.11 } })
  expect(draft.traps).toEqual([{ trap: '东侧黄板', eppo: null, organism: null, count: '' }])
  expect(visitMissing(draft, '2099-01-01').map(({ code }) => code)).toEqual(['state_unsaid', 'trap_unread'])
  draft.on = '2013-05-04'
  draft.state = 'symptoms'
  draft.symptoms = '两株叶斑'
  draft.alive = '19'
  Object.assign(draft.traps[0] ?? {}, { count: '5', eppo: 'TRIAVA', organism: '温室白粉虱' })
  intake.stow(shotPlace('plants'), await aPhoto('叶斑'))
  draft.open_finding = newFinding(1)
  intake.stow(findingPlace(1), await aPhoto('粉蚧'))
  await vi.waitFor(async () => expect((await store.draft<VisitDraft>(visitKey(REGISTRATION)))?.value.state).toBe('symptoms'))
  expect(await intake.kept()).toBe(true)

  const { draft: again, sign } = await visiting()
  const resumed = again.value
  if (!resumed) throw new Error('no draft')
  expect(resumed.open_finding?.photos).toHaveLength(1)
  expect(visitMissing(resumed, '2013-05-05').map(({ code }) => code)).toEqual(['finding_unfinished'])
  expect(visitMissing(resumed, '2013-05-03').map(({ code }) => code)).toContain('day_unfit')
  resumed.open_finding = null
  expect(visitMissing(resumed, '2013-05-05')).toEqual([])
  const entry = await sign()
  const { kv, body, photos } = openEntry<IsolationVisited2>(entry.jws)
  expect([kv, photos.length, body.attachments.length]).toEqual([2, 1, 1])
  expect(body.traps).toEqual([{ ...trap, count: 5 }])
  expect(await store.draft(visitKey(REGISTRATION))).toBeNull()
  // and the phone knows of it before the server does
  expect((await store.isolations())[0]).toMatchObject({ last: '2013-05-04', visits: [{}, { act: { entry: entry.id } }] })
})

test('a photo whose place has gone is kept with the others, and once', async () => {
  const draft = emptyVisit(isolation as never, '2013-05-04T09:00:00+08:00')
  const added = await aPhoto('去向不明')
  for (const place of [findingPlace(7), shotPlace('nowhere'), shotPlace('nowhere')]) stowField(draft, place, added)
  expect(draft.shots.other).toEqual([added.photo.sha256])
  expect(Object.keys(draft.attached)).toEqual([added.photo.sha256])
})

test('a check stands beside order and report, and frees its crate on this phone at once', async () => {
  expect(askedOf(treatment as never)).toEqual([
    { what: 'method', ordered: 'fumigation', reported: null },
    { what: 'agent', ordered: '溴甲烷', reported: '溴甲烷' },
    { what: 'dose', ordered: '32 g/m³', reported: '28 g/m³' },
    { what: 'temperature', ordered: null, reported: '21 ℃' },
  ])
  expect((await followUpsOf(store)).checks).toHaveLength(1)
  const { draft: begun, sign } = await checking()
  const draft = begun.value
  if (!draft) throw new Error('no draft')
  const lacking = checkMissing(draft).map(({ code, detail }) => [code, detail].join(' ').trim())
  const values = ['method', 'agent', 'dose', 'temperature'].map((what) => `value_unsaid ${what}`)
  expect(lacking).toEqual([...values, 'outcome_unsaid'])
  for (const value of Object.values(draft.values)) value.said = 'agrees'
  Object.assign(draft.values.dose ?? {}, { said: 'differs', found: '28 g/m³' })
  draft.result = 'effective'
  expect(checkMissing(draft).map(({ code }) => code)).toEqual(['check_remark_owed'])
  draft.remark = '延时补足'
  expect(checkMissing(draft)).toEqual([])
  expect((await store.crate(CRATE))?.standing.treatments_open).toBe(1)
  const { jws } = await sign()
  expect(openEntry<TreatmentChecked2>(jws)).toMatchObject({ kv: 2, body: { run: 'run-1', result: 'effective' } })
  expect((await store.crate(CRATE))?.standing.treatments_open).toBe(0)
  expect((await store.crates())[0]?.id).toBe(CRATE)
  expect((await store.treatments())[0]).toMatchObject({ state: 'effective' })
  expect((await followUpsOf(store, CRATE)).checks).toEqual([])
  expect((await checking()).state.value).toBe('closed')
})

test('a check of a run that was done anew says so, and can be made one of the last', () => {
  const draft = emptyCheck(treatment as never, '2013-05-04T09:00:00+08:00')
  const anew = { ...treatment, runs: [run, { ...run, act: { ...act, entry: 'run-2' } }] } as never
  expect(isOvertaken(draft, treatment as never)).toBe(false)
  expect(isOvertaken(draft, anew)).toBe(true)
  Object.assign(draft.values.dose ?? {}, { said: 'agrees' })
  const now = ofLastRun(draft, anew)
  expect(isOvertaken(now, anew)).toBe(false)
  expect(now.values.dose?.said).toBe('agrees')
})
