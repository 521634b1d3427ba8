/**
 * 取样送检: a sample for the laboratory, taken while the crate is open, under a voucher of its own.
 *
 * Guarantees: the voucher's number stands from the start, since it is written on the bags; the sample
 * is on disk before its crate's record is sealed, and is sealed under that record even where the page
 * dies in between. From then on the crate waits for the result.
 */
import type { EntryRow, Store } from '@/store/types.ts'
import { openEntry } from '@/wire/seal.ts'
import type { Crate, SampleDrawn, SamplingPlan } from '@/wire/types.ts'
import { recordOf } from './cosigning.ts'
import { countOf } from './finding.ts'

export interface SampleDraft {
  voucher: string
  what: string
  part: string
  quantity: string
  unit: string
  how: string
  seal: string
  storage: string
  bags: string
}

/** Desks number from 1 on; phones take one of these by chance, so that two of them with no signal, or
 * a phone and a desk, do not give the same crate's sample the same number. */
const PHONES_FROM = 11
const PHONES_TO = 99
const MAX_BAGS = 99
const MAX_QUANTITY = 1_000_000

/** A number for the next sample of a crate that no sample known here bears. */
export function newVoucher(crate: Pick<Crate, 'declaration' | 'n'>, taken: readonly string[]): string {
  const prefix = `${crate.declaration}-${String(crate.n).padStart(3, '0')}-`
  const all = Array.from({ length: PHONES_TO - PHONES_FROM + 1 }, (_, k) => `${prefix}${String(PHONES_FROM + k)}`)
  const free = all.filter((voucher) => !taken.includes(voucher))
  const at = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return free[at % free.length] ?? `${prefix}${String(PHONES_TO)}`
}

/** The vouchers that this phone knows of: pulled, or sealed here. */
export async function vouchersKnown(store: Store): Promise<string[]> {
  const own = (await store.outbox()).filter(({ kind }) => kind === 'sample.drawn')
  const entries = await Promise.all(own.map(({ id }) => store.entry(id)))
  const here = entries.flatMap((entry) => (entry ? [openEntry<SampleDrawn>(entry.jws).body.voucher] : []))
  return [...here, ...(await store.rows('sample')).map(({ voucher }) => voucher)]
}

export const newSample = (crate: Crate, voucher: string): SampleDraft => ({
  voucher,
  what: crate.goods.name,
  part: '',
  quantity: '',
  unit: crate.goods.unit,
  how: '',
  seal: '',
  storage: '',
  bags: '1',
})

/** More than none and at most a million, with decimals; null where it is not. */
export function amountOf(text: string): number | null {
  const said = text.normalize('NFKC').trim()
  const amount = /^\d{1,7}([.]\d{1,3})?$/.test(said) ? Number(said) : 0
  return amount > 0 && amount <= MAX_QUANTITY ? amount : null
}

/** The codes to write on the bags; none while their number is none. */
export function bagsOf({ voucher, bags }: SampleDraft): string[] {
  const n = countOf(bags) ?? 0
  return n >= 1 && n <= MAX_BAGS ? Array.from({ length: n }, (_, k) => `${voucher}/${String(k + 1)}`) : []
}

export function isWhole(sample: SampleDraft): boolean {
  const { what, unit, quantity } = sample
  return Boolean(what.trim() && unit.trim()) && amountOf(quantity) !== null && bagsOf(sample).length > 0
}

interface Around {
  crate: string
  place: string
  lead: string
  recorder: string
  /** The witness of the unpacking, where somebody was there. */
  owner: string | null
  plan: SamplingPlan | null
}

const words = (text: string): string | null => text.trim() || null

/** The sample as it is signed, but for the record; null while it is not whole. */
export function sampleOf(sample: SampleDraft, around: Around): SampleDrawn | null {
  const quantity = amountOf(sample.quantity)
  if (!isWhole(sample) || quantity === null) return null
  const { crate, place, lead, recorder, owner, plan } = around
  return {
    voucher: sample.voucher,
    crates: [crate],
    what: sample.what.trim(),
    part: words(sample.part),
    quantity,
    unit: sample.unit.trim(),
    place: place.trim(),
    how: words(sample.how),
    lead,
    second: recorder,
    owner,
    seal: words(sample.seal),
    storage: words(sample.storage),
    bags: bagsOf(sample),
    record: null,
    plan,
    photos: [],
  }
}

const KEPT = 'sample/'
interface Kept {
  body: SampleDrawn
  /** Taken with the first record of its crate since this moment. */
  since: string
}

/** Before the record is sealed; `null` where its draft has no sample (any more). */
export async function keepSample(store: Store, crate: string, body: SampleDrawn | null, since: string): Promise<void> {
  const key = KEPT + crate
  if (body) await store.saveDraft(key, { body, since } satisfies Kept)
  else if (await store.draft(key)) await store.saveDraft(key, null)
}

/** Seal what was kept, each under the record of its crate that has been sealed since. */
export async function sealSamples(store: Store): Promise<void> {
  const drafts = (await store.drafts()).filter(({ key, value }) => key.startsWith(KEPT) && value !== null)
  for (const { key, value } of drafts) {
    const { body, since } = value as Kept
    const rows = (await store.outbox()).filter(
      (row) => row.crate === body.crates[0] && Date.parse(row.at) >= Date.parse(since),
    )
    const entries = await Promise.all(rows.map(({ id }) => store.entry(id)))
    const record = entries.find((entry): entry is EntryRow => entry !== null && recordOf(entry) !== null)
    if (record) await store.record('sample.drawn', { ...body, record: record.id }, [], key)
  }
}
