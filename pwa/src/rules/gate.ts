/**
 * A truck at the gate: crate after crate is scanned, and what has come, what is missing and what is
 * in doubt shows at once.
 *
 * Guarantees: one crate counts once however often its two faces are scanned; nothing in doubt is
 * let in unless a person says so; what may not travel is never called missing.
 */
import type { CrateState, VerdictCode } from '../wire/types.ts'
import type { ArrivalDoubt } from './arrivals.ts'
import { HERE } from './life.ts'

/** What a gate needs to know of a crate, on a phone and at a desk. */
export interface GateCrate {
  /** `210900113004217/3` */
  id: string
  n: number
  total: number
  goods: string
  state: CrateState
  /** The label in force. */
  label: string | null
}

/** What a scan came to, as far as a gate cares. */
export interface GateRead {
  /** What was read or typed. */
  text: string
  verdict: VerdictCode
  also: VerdictCode[]
  number: string | null
  /** Key of the crate that the label names, with a signature that holds or not. */
  crate: string | null
  typed: boolean
  /** What the code said; null where the number was typed. */
  token: string | null
}

/** Why a crate is set aside: its verdict, that the port holds it, or what its arrival contradicts. */
export type Doubt = Exclude<VerdictCode, 'valid'> | 'held' | ArrivalDoubt

/** `in`: its arrival was recorded. `let_in`: so it was, after a doubt. `before`: it was here already. */
export type Fate = 'in' | 'let_in' | 'before' | 'aside'

export interface GateScan extends GateRead {
  at: string
  fate: Fate
  doubt: Doubt | null
}

/** One truck, from its first scan to the summary. Kept as JSON, so that it survives a restart. */
export interface GateRun {
  version: 1
  started_at: string
  scans: GateScan[]
}

/** `apart`: bears no label, or is held at the port, so it does not travel. */
export type CellState = 'seen' | 'before' | 'doubt' | 'unseen' | 'apart'

export interface Cell {
  crate: GateCrate
  state: CellState
}

/** One consignment as a grid of n/N. */
export interface Grid {
  declaration: string
  goods: string[]
  cells: Cell[]
  /** How many are here, of those that travel. */
  here: number
  travelling: number
  missing: GateCrate[]
}

/** A person who has compared label and crate may let these in; the others only the port clears up. */
const MAY_LET_IN: readonly (Doubt | VerdictCode | null)[] = ['expired', 'wrong_destination', 'not_listed', 'seen_elsewhere']

export const newRun = (at: string): GateRun => ({ version: 1, started_at: at, scans: [] })

/** At the expo, or gone from it again. */
export const isHere = ({ state }: Pick<GateCrate, 'state'>): boolean => HERE.includes(state) || state === 'closed'

/** Whether a label leads nowhere at all: some other code that is stuck on a crate. */
export const isForeign = (read: GateRead): boolean => read.verdict === 'not_ours'

/** What a scan means for a crate as it is known; null where it is not. */
export function fateOf(read: GateRead, crate: GateCrate | null): Pick<GateScan, 'fate' | 'doubt'> {
  const { verdict } = read
  if (verdict !== 'valid') return { fate: 'aside', doubt: verdict }
  if (crate?.state === 'held') return { fate: 'aside', doubt: 'held' }
  return { fate: crate && isHere(crate) ? 'before' : 'in', doubt: null }
}

/** Doubts about an arrival that was recorded all the same: the office hears of them with it. */
export const isArrivalDoubt = (doubt: Doubt | null): doubt is ArrivalDoubt =>
  doubt?.startsWith('arrived_') === true

export function mayLetIn({ fate, doubt, also, crate }: GateScan): boolean {
  const all = [doubt, ...also]
  return fate === 'aside' && crate !== null && all.every((one) => MAY_LET_IN.includes(one))
}

/** An earlier scan of the same label on this truck: its other face, or the camera lingering. */
export function earlier(run: GateRun, read: GateRead): GateScan | null {
  return (
    run.scans.find((scan) =>
      read.number === null ? scan.text === read.text : scan.number === read.number && scan.verdict === read.verdict,
    ) ?? null
  )
}

/** The declarations on the truck, the one scanned last first. */
export function declarationsOf(run: GateRun): string[] {
  const all = run.scans.flatMap(({ crate }) => crate?.split('/')[0] ?? [])
  return [...new Set(all.reverse())]
}

export function gridOf(run: GateRun, declaration: string, crates: readonly GateCrate[]): Grid {
  const fates = new Map(run.scans.map(({ crate, fate }) => [crate, fate]))
  const cells = [...crates]
    .sort((a, b) => a.n - b.n)
    .map((crate): Cell => ({ crate, state: cellState(crate, fates.get(crate.id)) }))
  const missing = cells.filter(({ state }) => state === 'unseen').map(({ crate }) => crate)
  const here = cells.filter(({ state }) => state === 'seen' || state === 'before').length
  const travelling = cells.filter(({ state }) => state !== 'apart').length
  return { declaration, goods: [...new Set(crates.map(({ goods }) => goods))], cells, here, travelling, missing }
}

function cellState(crate: GateCrate, fate: Fate | undefined): CellState {
  if (fate === 'in' || fate === 'let_in') return 'seen'
  if (fate === 'aside') return 'doubt'
  if (isHere(crate)) return 'before'
  return crate.label === null || crate.state === 'held' ? 'apart' : 'unseen'
}

export interface Tally {
  recorded: number
  before: number
  aside: GateScan[]
}

export function tallyOf({ scans }: GateRun): Tally {
  const count = (...fates: Fate[]): number => scans.filter(({ fate }) => fates.includes(fate)).length
  return {
    recorded: count('in', 'let_in'),
    before: count('before'),
    aside: scans.filter(({ fate }) => fate === 'aside'),
  }
}

/** `[1, 2, 3, 7]` as `[[1, 3], [7, 7]]`. The numbers ascend. */
export function ranges(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  for (const n of numbers) {
    const last = found.at(-1)
    if (last?.[1] === n - 1) last[1] = n
    else found.push([n, n])
  }
  return found
}
