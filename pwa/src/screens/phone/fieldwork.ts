/**
 * A visit or a check in progress: opens or resumes its draft, keeps it at every change, and signs it.
 *
 * Guarantees: as for an inspection. Each change is kept before the next frame and on its way to the
 * database; a draft is gone only in the transaction that keeps the signed entry.
 */
import { reactive, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { EntryRow, Store } from '@/store/types.ts'
import { instant } from '@/wire/time.ts'
import type { Bodies } from '@/wire/types.ts'
import { core, useLive } from '../shared/core.ts'
import { stowField, type FieldDraft } from './fielddraft.ts'
import { locate } from './location.ts'
import type { Adding } from './photos.ts'
import { plain, Saver } from './saver.ts'
import { keepsOriginals } from './stow.ts'

type FieldKind = 'isolation.visited' | 'treatment.checked'

/** What differs between the two. */
export interface FieldSort<Subject, D extends FieldDraft, K extends FieldKind> {
  kind: K
  key: string
  /** What it is about; null where this phone does not know it. */
  find: (store: Store) => Promise<Subject | null>
  /** Whether one may be begun. */
  isOpen: (subject: Subject) => boolean
  begin: (subject: Subject, now: string) => D
  /** Null while something without which there is no body was not chosen. */
  body: (draft: D) => Bodies[K] | null
  files: (body: Bodies[K]) => string[]
}

export type Opening = 'opening' | 'ready' | 'unknown' | 'closed'

export function useFieldwork<Subject, D extends FieldDraft, K extends FieldKind>(sort: FieldSort<Subject, D, K>) {
  const state = ref<Opening>('opening')
  const draft: ShallowRef<D | null> = shallowRef(null)
  const me = ref('')
  const saveFailed = ref(false)
  /** What it is about, as it is now. */
  const found = useLive(['rows', 'entries'], sort.find)
  const saver = new Saver<D>(() => sort.key, (failed) => (saveFailed.value = failed))

  async function open(): Promise<void> {
    const { store } = await core()
    const [subject, kept, self] = await Promise.all([sort.find(store), store.draft<D>(sort.key), store.me()])
    const person = self && (await store.row('person', self.user))
    me.value = person?.name ?? self?.user ?? ''
    if (!subject) {
      state.value = 'unknown'
      return
    }
    if (!kept && !sort.isOpen(subject)) {
      state.value = 'closed'
      return
    }
    const opened = kept?.value ?? sort.begin(subject, instant())
    if (!kept) await store.saveDraft(sort.key, opened)
    keep(store, opened)
    state.value = 'ready'
    if (opened.place.latitude === null) await fillPlace()
  }

  /** Go on with this draft: every change of it is kept. */
  function keep(store: Store, now: D): void {
    draft.value = reactive(now) as D
    watch(draft.value, (changed) => saver.save(store, changed), { deep: true })
  }

  async function fillPlace(): Promise<void> {
    const here = await locate()
    if (here && draft.value) Object.assign(draft.value.place, here)
  }

  /** Seal and keep the entry; the draft goes in the same transaction. */
  async function sign(): Promise<EntryRow> {
    const now = draft.value
    const body = now && sort.body(now)
    if (!now || !body) throw new Error('signed before it was complete')
    const { store, sync } = await core()
    await saver.pause() // a late write would bring the draft back after it was signed
    try {
      const whole = plain(body)
      const entry = await store.record(sort.kind, whole, sort.files(whole), sort.key)
      void sync.now()
      return entry
    } catch (error) {
      saver.resume(store, now)
      throw error
    }
  }

  const intake: Adding = {
    key: () => draft.value && sort.key,
    stow: (place, added) => {
      if (draft.value) stowField(draft.value, place, added)
    },
    keepsOriginals,
    kept: async () => {
      await saver.settled()
      return !saveFailed.value
    },
  }

  void open()
  return { state, draft, found, me, saveFailed, sign, intake }
}
