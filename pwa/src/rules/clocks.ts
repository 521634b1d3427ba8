/**
 * 时限: which promise runs for a crate, until when, and what has stopped it.
 *
 * Pure; the server's twin is `backend/rules/clocks.py`, and `tests/vectors/clocks.json` holds both to
 * the same answers. The terms and the days on which the office works come from the server once.
 */
import type { ClockName, ClockPlan, CrateState, StopReason, Term, WorkCalendar } from '../wire/types.ts'

/** What of a crate decides. `returned`: its record was sent back. `begun`: somebody is at it. */
export interface ClockFacts {
  state: CrateState
  since: string
  returned: boolean
  begun: boolean
}

export interface Clock {
  /** The promise that runs, or the day that was set; null while the clock is stopped. */
  name: ClockName | 'visit' | 'check' | null
  /** When it runs out, in ms since 1970; null while it is stopped. */
  due: number | null
  stopped: StopReason | null
}

const DAY_MS = 86_400_000
const STOPPED: Partial<Record<CrateState, StopReason>> = {
  held: 'owner',
  laboratory: 'laboratory',
  treatment: 'owner',
}

/** The clock of a crate; null where nothing is promised. */
export function clockOf(crate: ClockFacts, { terms, calendar }: ClockPlan): Clock | null {
  const stopped = crate.returned ? 'correction' : STOPPED[crate.state]
  if (stopped) return { name: null, due: null, stopped }
  const name = running(crate)
  if (!name) return null
  return { name, due: dueAt(terms[name], Date.parse(crate.since), calendar), stopped: null }
}

function running({ state, begun }: ClockFacts): ClockName | null {
  if (state === 'declared') return 'acceptance'
  if (state === 'arrived') return begun ? 'inspection' : 'attendance'
  return state === 'inspecting' ? 'signing' : null
}

/** When a promise that began at `since` runs out, in ms since 1970. */
export function dueAt({ n, unit }: Term, since: number, calendar: WorkCalendar): number {
  if (unit === 'hours') return since + n * 3_600_000
  const zone = calendar.zone_minutes * 60_000
  let day = Math.floor((since + zone) / DAY_MS)
  for (let left = n; left > 0; ) {
    day += 1
    if (unit === 'days' || isWorked(day, calendar)) left -= 1
  }
  return (day + 1) * DAY_MS - zone
}

const sets = new WeakMap<WorkCalendar, { off: Set<string>; on: Set<string> }>()

/** `day` counts from 1970-01-01, which was a Thursday. */
function isWorked(day: number, calendar: WorkCalendar): boolean {
  let known = sets.get(calendar)
  if (!known) sets.set(calendar, (known = { off: new Set(calendar.off), on: new Set(calendar.on) }))
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10)
  const isWeekend = (day + 3) % 7 >= 5
  return isWeekend ? known.on.has(text) : !known.off.has(text)
}

export type Nearness = 'running' | 'near' | 'over'

export function nearness(due: number, now: number, nearMinutes: number): Nearness {
  if (now >= due) return 'over'
  return now >= due - nearMinutes * 60_000 ? 'near' : 'running'
}
