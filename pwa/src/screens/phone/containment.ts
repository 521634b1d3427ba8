/**
 * 发现活虫: what is done before any form. Close up, seal off, warn, photograph, take a sample, call.
 *
 * Guarantee: the lot is frozen, signed and kept on this phone by the press that says what was seen;
 * nothing else has to be filled in for that. What was done after it is signed when the card ends.
 */
import { buzz } from '@/scan/haptic.ts'
import type { Store } from '@/store/types.ts'
import { instant } from '@/wire/time.ts'
import type { Crate, Finding3, LotFrozen } from '@/wire/types.ts'
import { t } from '@/i18n/index.ts'
import { lotOf } from '@/rules/lots.ts'

export const STEPS = ['closed', 'sealed', 'warned', 'photographed', 'sampled', 'called'] as const
export type Step = (typeof STEPS)[number]
export type Suspect = NonNullable<LotFrozen['suspect']>

export interface ContainmentDraft {
  /** The entry that froze the lot. */
  frozen: string
  at: string
  suspect: Suspect
  regulation: Finding3['regulation']
  /** When each step was done. */
  done: Partial<Record<Step, string>>
  /** The finding that goes with it. */
  finding: number
  photos: string[]
  originals: string[]
  clips: string[]
  /** The entry that asked an expert, and whether an answer by voice is on record. */
  referral: string | null
  oral: boolean
  /** The steps have been signed. */
  ended: boolean
}

/** Freeze the lot now. Throws StoreError; then nothing is frozen. */
export async function freeze(
  store: Store,
  crate: Crate,
  suspect: Suspect,
  regulation: Finding3['regulation'],
  finding: number,
): Promise<ContainmentDraft> {
  const body: LotFrozen = {
    lot: lotOf(crate),
    crate: crate.id,
    reason: t('live.reason', { n: String(crate.n), total: crate.total, name: suspect.name ?? '' }),
    suspect,
    steps: [],
    photos: [],
  }
  const { id, at } = await store.record('lot.frozen', body)
  buzz('stop')
  const none = { photos: [], originals: [], clips: [] }
  const begun = { done: {}, ...none, referral: null, oral: false, ended: false }
  return { frozen: id, at, suspect, regulation, finding, ...begun }
}

/** Sign what was done, with the photos and clips of it. */
export async function endContainment(store: Store, crate: Crate, draft: ContainmentDraft): Promise<void> {
  const files = [...draft.photos, ...draft.originals, ...draft.clips]
  const body: LotFrozen = {
    lot: lotOf(crate),
    crate: crate.id,
    reason: t('live.reasonSteps', { n: String(crate.n), total: crate.total }),
    suspect: { ...draft.suspect },
    steps: STEPS.flatMap((step) => {
      const at = draft.done[step]
      return at ? [{ step, at }] : []
    }),
    photos: files,
  }
  await store.record('lot.frozen', body, files)
}

/** An expert's answer by voice: asked first, where nobody has asked yet. Returns the referral. */
export async function noteOpinion(
  store: Store,
  crate: Crate,
  draft: ContainmentDraft,
  expert: string,
  text: string,
): Promise<string> {
  const organism = draft.suspect.name
  const referral = draft.referral ?? (await refer(store, crate, draft))
  await store.record('opinion.given', {
    referral,
    form: 'oral',
    expert,
    eppo: draft.suspect.eppo,
    organism,
    status: 'preliminary',
    text,
  })
  return referral
}

async function refer(store: Store, crate: Crate, draft: ContainmentDraft): Promise<string> {
  const photos = [...draft.photos, ...draft.clips]
  const question = t('live.question', { name: draft.suspect.name ?? '' })
  const body = { crate: crate.id, record: null, finding: null, organism: draft.suspect.name, question, photos }
  return (await store.record('finding.referred', body, photos)).id
}

/** The other crates that are frozen with this one. */
export function lotmates(crates: readonly Crate[], crate: Crate): Crate[] {
  const lot = lotOf(crate)
  return crates.filter((other) => lotOf(other) === lot).sort((a, b) => a.n - b.n)
}

export function doneNow(draft: ContainmentDraft, step: Step): void {
  draft.done[step] ??= instant()
}

/** What a message says: crate, organism, place. */
export function messageOf(crate: Crate, organism: string, place: string, by: string): string {
  const { id, n, total, goods, stand } = crate
  return t('live.sms', { crate: id, n: String(n), total, goods: goods.name, stand, organism, place, by })
}
