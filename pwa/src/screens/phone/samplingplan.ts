/**
 * 抽样方案 as it is filled in: how many units are to be looked at (ISPM 31), and which ones by lot.
 *
 * Guarantees: nothing is preset; the seed is drawn once for a draft and never again, so that a draw
 * nobody likes cannot be drawn anew; the units are always those of the seed and of the numbers shown.
 */
import { draw, newSeed } from '@/rules/draw.ts'
import { infested, required } from '@/rules/sampling.ts'
import type { SamplingPlan } from '@/wire/types.ts'
import { countOf } from './finding.ts'

/** In basis points, as the choices offer them. */
export const CONFIDENCES = ['8000', '9000', '9500', '9900'] as const
export const LEVELS = ['10', '50', '100', '200', '500', '1000', '2000'] as const
/** A record names no more units than that; of more, only their number is written down. */
export const MAX_UNITS = 2000

export interface PlanDraft {
  lot_size: string
  /** Basis points as text: one of those offered, or what a record that is amended said. */
  confidence: string
  level: string
  drawn: string
  /** Empty before the draw. */
  seed: string
  units: number[]
}

export const newPlan = (): PlanDraft => ({
  lot_size: '',
  confidence: '',
  level: '',
  drawn: '',
  seed: '',
  units: [],
})

export function editPlan(plan: SamplingPlan): PlanDraft {
  const { lot_size, drawn, confidence_bp, level_bp, seed, units } = plan
  return {
    lot_size: String(lot_size),
    confidence: String(confidence_bp),
    level: String(level_bp),
    drawn: String(drawn),
    seed: seed ?? '',
    units: [...units],
  }
}

/** What is asked for; null while it is not said, or is no number. */
export function due({ lot_size, confidence, level }: PlanDraft): { n: number; infested: number } | null {
  const lot = countOf(lot_size)
  if (!lot || !confidence || !level) return null
  return { n: required(lot, Number(confidence), Number(level)), infested: infested(lot, Number(level)) }
}

/** The units of the draw, for the numbers that the plan now says; none where they cannot be drawn. */
export async function unitsOf({ seed, lot_size, drawn }: PlanDraft): Promise<number[]> {
  const [lot, n] = [countOf(lot_size), countOf(drawn)]
  if (!seed || !lot || !n || n > lot || n > MAX_UNITS) return []
  return draw(seed, lot, n)
}

/** Draw by lot; a seed that is there stays. */
export async function drawLots(plan: PlanDraft): Promise<void> {
  const needs = due(plan)
  if (!needs) return
  plan.seed ||= newSeed()
  if ((countOf(plan.drawn) ?? 0) < needs.n) plan.drawn = String(needs.n)
  plan.units = await unitsOf(plan)
}

/** The plan as it is signed; null while something of it is missing or is no number. */
export function finishedPlan(plan: PlanDraft): SamplingPlan | null {
  const { lot_size, confidence, level, seed, units } = plan
  const [lot, drawn, needs] = [countOf(lot_size), countOf(plan.drawn), due(plan)]
  if (!lot || drawn === null || drawn === undefined || !needs) return null
  const numbered = seed !== '' && units.length === drawn && drawn > 0
  return {
    lot_size: lot,
    confidence_bp: Number(confidence),
    level_bp: Number(level),
    required: needs.n,
    drawn,
    seed: numbered ? seed : null,
    units: numbered ? [...units] : [],
  }
}
