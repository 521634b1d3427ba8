/** What follows an inspection and waits for somebody in the field: isolation visits, treatment checks. */
import { checksDue, visitsDue } from '@/rules/followed.ts'
import type { Store } from '@/store/types.ts'
import { chinaDay } from '@/wire/time.ts'
import type { Isolation, Role, Treatment } from '@/wire/types.ts'
import { checkKey } from './check.ts'
import { visitKey } from './visit.ts'

export interface FollowUps {
  visits: Isolation[]
  checks: Treatment[]
  /** The keys of drafts that were begun. */
  begun: ReadonlySet<string>
}

const MAY: readonly Role[] = ['inspector', 'supervisor']

/** What is due this week; with `crate` all that runs for that crate. Nothing for who may not do it. */
export async function followUpsOf(store: Store, crate?: string): Promise<FollowUps> {
  const me = await store.me()
  const [person, isolations, treatments, drafts] = await Promise.all([
    me && store.row('person', me.user),
    store.isolations(),
    store.treatments(),
    store.drafts(),
  ])
  if (person && !person.roles.some((role) => MAY.includes(role))) return { visits: [], checks: [], begun: new Set() }
  const begun = new Set(drafts.map(({ key }) => key))
  const here = ({ crates }: { crates: readonly string[] }): boolean => crate === undefined || crates.includes(crate)
  const due = visitsDue(isolations, chinaDay())
  const running = isolations.filter(({ state }) => state === 'running')
  return {
    visits: (crate === undefined ? due : running).filter(here),
    checks: checksDue(treatments).filter(here),
    begun,
  }
}

export const isBegun = ({ begun }: FollowUps, doc: Isolation | Treatment): boolean =>
  begun.has('registration' in doc ? visitKey(doc.registration) : checkKey(doc.order))
