/**
 * One inspection in progress: opens or resumes its draft, keeps it at every change, and signs it.
 *
 * Guarantees: each change is kept before the next frame, whatever becomes of the page, and on its
 * way to the database; writes never overtake each other; a draft is gone only in the transaction
 * that keeps the signed entry.
 */
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { allowedResults, checklistsFor, holding, photosOf, required } from '@/rules/inspection.ts'
import type { EntryRow, Store } from '@/store/types.ts'
import { inspect as en } from '@/i18n/en/inspect.ts'
import { inspect as zh } from '@/i18n/zh/inspect.ts'
import { instant } from '@/wire/time.ts'
import type { Checklist, ChecklistDoc, Crate, Person, Result, SampleDrawn } from '@/wire/types.ts'
import { bringPhoto } from '@/sync/photos.ts'
import { core } from '../shared/core.ts'
import { keepStrokes, sealStrokes } from './cosigning.ts'
import { givenTo, signTaken } from './handing.ts'
import {
  answered,
  answerTo,
  bodyOf,
  broughtUp,
  draftKey,
  draftOf,
  emptyDraft,
  missing,
  photosIn,
  progress,
  type InspectionDraft,
} from './draft.ts'
import { locate } from './location.ts'
import type { Adding } from './photos.ts'
import { keepSample, sampleOf, sealSamples } from './sampletaking.ts'
import { finishedPlan } from './samplingplan.ts'
import { plain, Saver } from './saver.ts'
import { lastScanOf } from './scanned.ts'
import { carryIn, carryOut, sections, sheetKeys, type SharedSheet } from './sheet.ts'
import { keepsOriginals, stow } from './stow.ts'

/** What the last inspection off a truck has in common with the next; of a consignment where no truck
 * is known. */
interface Carried {
  crate: string
  from?: string
  recorder: string
  witness: InspectionDraft['witness']
  place: string
  /** Where that was: another stand is another place. */
  stand?: string
}
const carriedKey = ({ handover, declaration }: Crate): string => `carried/${handover ?? declaration}`

export type Opening = 'opening' | 'ready' | 'given' | 'unknown' | 'recorded' | 'no_checklists'

export interface Context {
  crate: Crate
  checklists: Checklist[]
  people: Person[]
  me: Person
}

export function useInspection(key: string, again: boolean) {
  const state = ref<Opening>('opening')
  const context = shallowRef<Context | null>(null)
  const draft = shallowRef<InspectionDraft | null>(null)
  const saveFailed = ref(false)
  /** To whom it was given, empty where that is not known. */
  const taker = ref('')
  const saver = new Saver<InspectionDraft>(({ crate }) => draftKey(crate), (failed) => (saveFailed.value = failed))
  let published: ChecklistDoc[] = []

  async function open(): Promise<void> {
    const { store } = await core()
    const [crate, me] = await Promise.all([store.crate(key), store.me()])
    if (!crate || !me) {
      state.value = 'unknown'
      return
    }
    published = await store.rows('checklist')
    const checklists = checklistsFor(crate.goods, published)
    const people = await store.rows('person')
    const self = people.find((person) => person.id === me.user)
    context.value = { crate, checklists, people, me: self ?? { id: me.user, name: me.user, roles: [] } }
    if (checklists.length === 0) {
      state.value = 'no_checklists'
      return
    }
    const opened = await openDraft(store, crate, me.user, again)
    if (!opened) {
      state.value = 'recorded'
      return
    }
    const to = await givenTo(store, opened, me)
    if (to !== null) {
      draft.value = opened
      taker.value = to
      state.value = 'given'
      return
    }
    await ask(opened)
    draft.value = reactive(opened)
    watch(draft.value, (now) => saver.save(store, now), { deep: true })
    state.value = 'ready'
    if (opened.place.latitude === null) void fillPlace(draft.value)
  }

  /** Have a draft ask all that it has to. */
  async function ask(of: InspectionDraft): Promise<void> {
    if (!context.value) return
    const { crate } = context.value
    const checklists = checklistsFor(crate.goods, published, of.lists)
    for (const { items } of checklists) for (const { id } of items) answerTo(of, id)
    carryIn(of, crate, checklists, await sheetsOf((await core()).store, crate))
    context.value = { ...context.value, checklists }
  }

  /** The lists of what else may lie in a crate. */
  const otherLists = computed(() => {
    const asked = new Set((context.value?.checklists ?? []).map(({ id }) => id))
    const ids = new Set(published.map(({ checklist }) => checklist.id).filter((id) => !asked.has(id)))
    return context.value ? checklistsFor(context.value.crate.goods, published, [...ids]).filter(({ id }) => ids.has(id)) : []
  })

  /** Ask these lists besides, by id. What was answered of one that is asked no more stays in the draft. */
  async function askAlso(lists: readonly string[]): Promise<void> {
    if (!draft.value) return
    draft.value.lists = [...lists]
    await ask(draft.value)
  }

  /** What is asked, as it is shown: each item once, those that are asked once in front. */
  const groups = computed(() =>
    sections(context.value?.checklists ?? [], { zh: zh.once.title, en: en.once.title }),
  )
  const lead = computed(() => context.value?.me.id ?? '')
  const gaps = computed(() =>
    draft.value && context.value
      ? missing(draft.value, context.value.checklists, lead.value, instant())
      : [],
  )
  const soFar = computed(() =>
    draft.value && context.value
      ? progress(draft.value, groups.value)
      : { answered: 0, total: 0, nextOpen: null },
  )
  const results = computed(() => {
    if (!draft.value || !context.value) return { allowed: [] as Result[], because: [] as string[] }
    const given = answered(draft.value, context.value.checklists)
    const waits = draft.value.sample !== null
    return {
      allowed: allowedResults(given, context.value.checklists).filter((one) => !waits || one !== 'release'),
      because: holding(given, context.value.checklists),
    }
  })

  /** Seal and keep the record; the draft goes in the same transaction. `path`: the witness's strokes. */
  async function sign(path = ''): Promise<EntryRow> {
    if (!draft.value || !context.value || draft.value.result === null) {
      throw new Error('signed before it was complete')
    }
    const { store, sync } = await core()
    for (const sha256 of photosIn(draft.value)) await bringPhoto(store, sha256)
    await signTaken(store)
    await saver.pause() // a late write would bring the draft back after it was signed
    try {
      const now = instant()
      if (path) await keepStrokes(store, draft.value.crate, path, now)
      await keepSample(store, draft.value.crate, sampleIn(draft.value, lead.value), now)
      const entry = await seal(store, draft.value, draft.value.result, context.value)
      await carry(store, context.value.crate, draft.value)
      await share(store, context.value.crate, draft.value, entry.id)
      // What could not be sealed is kept: the next screen tries again.
      await sealStrokes(store).catch(() => undefined)
      await sealSamples(store).catch(() => undefined)
      void sync.now()
      return entry
    } catch (error) {
      saver.resume(store, draft.value)
      throw error
    }
  }

  /** It was given, and is wanted back. */
  async function takeBack(): Promise<void> {
    if (!draft.value) return
    const { store } = await core()
    await store.saveDraft(draftKey(key), { ...draft.value, given: null, offered: null })
    await open()
  }

  void open()
  /** Once the newest word of the draft is on disk; false where it could not be kept. */
  async function kept(): Promise<boolean> {
    await saver.settled()
    return !saveFailed.value
  }

  const intake: Adding = {
    key: () => draft.value && draftKey(draft.value.crate),
    stow: (place, added) => {
      if (draft.value) stow(draft.value, place, added)
    },
    keepsOriginals,
    kept,
  }
  const asked = { groups, otherLists, askAlso, gaps, soFar, results }
  return { state, context, draft, taker, takeBack, saveFailed, ...asked, sign, intake }
}

/** The sample that goes with a draft, as it is signed. */
function sampleIn(draft: InspectionDraft, lead: string): SampleDrawn | null {
  const { sample, crate, place, recorder, witness, sampling } = draft
  const owner = witness.presence === 'signed' ? witness.name.trim() : null
  const plan = sampling && finishedPlan(sampling)
  return sample && sampleOf(sample, { crate, place: place.text, lead, recorder, owner, plan })
}

async function seal(
  store: Store,
  draft: InspectionDraft,
  result: Result,
  { crate, checklists, me }: Context,
): Promise<EntryRow> {
  const record = plain(bodyOf(draft, result, checklists, me.id, instant()))
  const photos = photosOf(record)
  const key = draftKey(crate.id)
  if (!draft.amends) return store.record('inspection.recorded', record, photos, key)
  const { record: amends, reason } = draft.amends
  return store.record('inspection.amended', { amends, reason: reason.trim(), record }, photos, key)
}

/** The draft to go on with, or a new one; null where a record stands and none is wanted again. */
async function openDraft(
  store: Store,
  crate: Crate,
  lead: string,
  again: boolean,
): Promise<InspectionDraft | null> {
  const kept = await store.draft<InspectionDraft>(draftKey(crate.id))
  if (kept?.value.version === 1) {
    kept.value.label ??= lastScanOf(crate.id) // begun from the list, scanned since
    return broughtUp(kept.value, crate)
  }
  const record = crate.record ? await store.row('record', crate.record) : null
  if (record?.state === 'returned') return draftOf(record, required(crate.goods))
  if (crate.record && !again) return null
  const fresh = emptyDraft(crate, lastScanOf(crate.id), instant())
  await carryOver(store, crate, lead, fresh)
  await store.saveDraft(draftKey(crate.id), fresh)
  return fresh
}

async function carryOver(store: Store, crate: Crate, lead: string, draft: InspectionDraft) {
  const carried = (await store.draft<Carried>(carriedKey(crate)))?.value
  if (!carried || carried.recorder === lead) return
  draft.recorder = carried.recorder
  draft.witness = { ...carried.witness }
  if (carried.stand === crate.stand) draft.place.text = carried.place
  draft.carried_from = carried.crate
}

async function carry(store: Store, crate: Crate, draft: InspectionDraft): Promise<void> {
  const carried: Carried = {
    crate: `${String(crate.n)}/${String(crate.total)}`,
    from: crate.id,
    recorder: draft.recorder,
    witness: { ...draft.witness },
    place: draft.place.text,
    stand: crate.stand,
  }
  await store.saveDraft(carriedKey(crate), carried)
}

async function sheetsOf(store: Store, crate: Crate): Promise<Record<string, SharedSheet>> {
  const found: Record<string, SharedSheet> = {}
  for (const key of sheetKeys(crate)) {
    const kept = (await store.draft<SharedSheet>(key))?.value
    if (kept?.version === 1) found[key] = kept
  }
  return found
}

/** What this record answered for the whole consignment or truck stands at the next crates. */
async function share(store: Store, crate: Crate, draft: InspectionDraft, record: string): Promise<void> {
  const sheets = carryOut(plain(draft), record, await sheetsOf(store, crate))
  for (const [key, sheet] of Object.entries(sheets)) await store.saveDraft(key, sheet)
}

async function fillPlace(draft: InspectionDraft): Promise<void> {
  const here = await locate()
  if (here) Object.assign(draft.place, here)
}
