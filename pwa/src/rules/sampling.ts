/**
 * How many units of a lot to look at (ISPM 31), in whole numbers and therefore exact: the twin of
 * the server's `rules/sampling.py`, held to the same by `tests/vectors/sampling`.
 */
import type { Objection, SamplingPlan } from '../wire/types.ts'
import { draw } from './draw.ts'

/** Basis points of a whole: 9500 is 95%. */
export const WHOLE = 10_000
/** The largest lot that is reckoned as drawn without putting back. */
const LARGEST_FINITE = 10_000

/** The units that are infested at the level of detection: at least one. */
export function infested(lotSize: number, levelBp: number): number {
  return Math.max(1, Math.floor((lotSize * levelBp) / WHOLE))
}

/** How many units must be looked at. Throws a RangeError for numbers that are none. */
export function required(lotSize: number, confidenceBp: number, levelBp: number): number {
  const share = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= WHOLE
  if (!Number.isInteger(lotSize) || lotSize < 1 || !share(confidenceBp) || !share(levelBp)) {
    throw new RangeError('lot size, confidence and level are whole numbers from 1 on')
  }
  const enough = (n: number): boolean => suffices(n, lotSize, confidenceBp, levelBp)
  let [low, high] = [1, 1]
  while (high < lotSize && !enough(high)) [low, high] = [high + 1, Math.min(2 * high, lotSize)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whether to miss every infested unit among n is as unlikely as was asked for. */
function suffices(n: number, lotSize: number, confidenceBp: number, levelBp: number): boolean {
  const [whole, missed] = [BigInt(WHOLE), BigInt(WHOLE - confidenceBp)]
  if (lotSize > LARGEST_FINITE) {
    if (confidenceBp === WHOLE) return n === lotSize
    return BigInt(WHOLE - levelBp) ** BigInt(n) * whole <= missed * whole ** BigInt(n)
  }
  const ill = infested(lotSize, levelBp)
  const [few, many] = [Math.min(n, ill), Math.max(n, ill)]
  let [missing, all] = [1n, 1n]
  for (let i = 0; i < few; i += 1) {
    missing *= BigInt(Math.max(0, lotSize - many - i))
    all *= BigInt(lotSize - i)
  }
  return missing * whole <= missed * all
}

/** What is wrong with a plan as recorded: its number, its draw, or how much was done of it. */
export async function samplingProblems(plan: SamplingPlan): Promise<Objection[]> {
  const due = dueProblems(plan)
  if (plan.drawn > plan.lot_size || plan.seed === null) return due
  const units = await draw(plan.seed, plan.lot_size, plan.drawn)
  const same = units.length === plan.units.length && units.every((unit, i) => unit === plan.units[i])
  return same ? due : [...due, { code: 'sampling_draw_differs', detail: plan.seed }]
}

/** As `samplingProblems`, without repeating the draw. */
export function dueProblems(plan: SamplingPlan): Objection[] {
  const need = required(plan.lot_size, plan.confidence_bp, plan.level_bp)
  const found: Objection[] = []
  if (plan.required !== need) found.push({ code: 'sampling_required_wrong', detail: String(need) })
  const said = (of: number): string => `${String(plan.drawn)}/${String(of)}`
  if (plan.drawn < need) found.push({ code: 'sampled_too_few', detail: said(need) })
  if (plan.drawn > plan.lot_size) found.push({ code: 'sampled_too_many', detail: said(plan.lot_size) })
  return found
}
