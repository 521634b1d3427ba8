/** What an inspector's phone has to do: loaded at once, so that every part of the screen agrees. */
import type { CrateBrief, RecordBrief } from '@/rules/brief.ts'
import type { News } from '@/store/news.ts'
import type { Store } from '@/store/types.ts'
import { instant } from '@/wire/time.ts'
import type { Claim } from '@/wire/types.ts'
import { isInspection, type InspectionDraft } from './draft.ts'
import { isDue } from './due.ts'
import { followUpsOf, type FollowUps } from './followups.ts'

export interface Recorded {
  record: RecordBrief
  crate: CrateBrief
}

export interface Tasks {
  me: string
  due: CrateBrief[]
  returned: Recorded[]
  drafts: CrateBrief[]
  /** Waiting for a laboratory or an owner, not for an inspector. */
  stopped: CrateBrief[]
  mine: Recorded[]
  /** Visits and checks. */
  follow: FollowUps
  claims: Map<string, Claim[]>
  /** Names by user id, for the claims of others. */
  names: Map<string, string>
  news: News | null
  crates: ReadonlyMap<string, CrateBrief>
  /** The stand of the newest record here, for where nothing was scanned since. */
  lastStand: string | null
}

/** Of all crates, looked through again only when one of them has changed. */
interface Looked extends Pick<Tasks, 'due' | 'stopped'> {
  from: readonly CrateBrief[]
  of: ReadonlyMap<string, CrateBrief>
}
let looked: Looked | null = null

function sorted(crates: readonly CrateBrief[]) {
  if (looked?.from === crates) return looked
  const of = new Map(crates.map((crate) => [crate.id, crate]))
  const stopped = crates.filter(({ state }) => state === 'laboratory' || state === 'treatment')
  return (looked = { from: crates, of, due: crates.filter(isDue), stopped })
}

export async function tasksOf(store: Store): Promise<Tasks> {
  const [me, crates, records, drafts, claims, people, news, follow] = await Promise.all([
    store.me(),
    store.crates(),
    store.records(),
    store.drafts(),
    store.claims(),
    store.rows('person'),
    store.news(),
    followUpsOf(store),
  ])
  const { of, due, stopped } = sorted(crates)
  const own = records
    .filter((record) => record.actor === me?.user || record.lead === me?.user)
    .filter((record) => record.state !== 'superseded')
    .sort((a, b) => Number(a.received_at < b.received_at) - Number(a.received_at > b.received_at))
    .flatMap((record) => {
      const crate = of.get(record.crate)
      return crate ? [{ record, crate }] : []
    })
  return {
    me: me?.user ?? '',
    due,
    // An amendment that is still on this phone has already answered the return.
    returned: own.filter(({ record, crate }) => record.state === 'returned' && crate.record === record.id),
    drafts: drafts
      .filter(({ key }) => isInspection(key))
      .flatMap(({ value }) => of.get((value as InspectionDraft).crate) ?? []),
    stopped,
    mine: own.filter(({ record }) => record.state !== 'returned'),
    claims,
    names: new Map(people.map(({ id, name }) => [id, name])),
    news,
    follow,
    crates: of,
    lastStand: own[0]?.crate.stand ?? null,
  }
}

const CLAIM_MS = 4 * 3_600_000
/** So many crates one entry may name. */
const MOST_CRATES = 400

function inEntries(crates: readonly CrateBrief[]): string[][] {
  const ids = crates.map(({ id }) => id)
  const count = Math.ceil(ids.length / MOST_CRATES)
  return Array.from({ length: count }, (_, i) => ids.slice(i * MOST_CRATES, (i + 1) * MOST_CRATES))
}

/** Tell colleagues that one means to inspect these crates; says so again where one did. */
export async function take(store: Store, crates: readonly CrateBrief[]): Promise<void> {
  const until = instant(new Date(Date.now() + CLAIM_MS))
  for (const some of inEntries(crates)) await store.record('task.taken', { crates: some, until })
}

export async function leave(store: Store, crates: readonly CrateBrief[]): Promise<void> {
  for (const some of inEntries(crates)) await store.record('task.released', { crates: some })
}
