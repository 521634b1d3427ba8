/** What an amendment changes: the record before it, beside the one that follows or is to follow. Pure. */
import type { Checklist, InspectionRecorded3, Mark, SamplingPlan } from '@/wire/types.ts'

export interface ChangedAnswer {
  item: string
  /** Why the reviewer sent it back; null where it was not. */
  sentBack: string | null
  before: Mark | null
  now: Mark | null
  remarkBefore: string
  remarkNow: string
  /** Photos now less photos before. */
  photos: number
  /** Nothing was changed yet of what was sent back. */
  same: boolean
}

/** An answer as it is by now, given or not. */
export interface AnswerNow {
  mark: Mark | null
  remark: string | null
  photos: readonly string[]
}

/**
 * The answers that were sent back (`sent`: why, by item), changed or not, and those that differ
 * besides, in the order in which they are asked; what is asked no more comes last.
 */
export function changedAnswers(
  before: Pick<InspectionRecorded3, 'answers'>,
  answers: ReadonlyMap<string, AnswerNow>,
  sent: Readonly<Record<string, string>>,
  checklists: readonly Checklist[],
): ChangedAnswer[] {
  const given = new Map(before.answers.map((answer) => [answer.item, answer]))
  const asked = checklists.flatMap(({ items }) => items.map(({ id }) => id))
  return [...new Set([...asked, ...Object.keys(sent)])]
    .map((id) => {
      const [old, now] = [given.get(id), answers.get(id)]
      const change = {
        item: id,
        sentBack: sent[id] ?? null,
        before: old?.mark ?? null,
        now: now?.mark ?? null,
        remarkBefore: old?.remark ?? '',
        remarkNow: now?.remark?.trim() ?? '',
        photos: (now?.photos.length ?? 0) - (old?.photos.length ?? 0),
      }
      const same =
        change.before === change.now &&
        change.remarkBefore === change.remarkNow &&
        String(old?.photos ?? []) === String(now?.photos ?? [])
      return { ...change, same }
    })
    .filter(({ same, sentBack }) => !same || sentBack !== null)
}

type Weather = InspectionRecorded3['weather']

/** What of a record is compared beside its answers. */
export interface Said extends Pick<InspectionRecorded3, 'findings' | 'sampling' | 'weather'> {
  result: InspectionRecorded3['result'] | null
}

/** One other thing that differs, with what is said of it where that fits on a line. */
export type Differing =
  | { part: 'findings' | 'result' }
  | { part: 'sampling'; before: SamplingPlan | null; now: SamplingPlan | null }
  | { part: 'weather'; before: Weather; now: Weather }

/** What differs beside the answers. */
export function otherwise(before: Said, now: Said): Differing[] {
  const differs: [boolean, Differing][] = [
    [JSON.stringify(before.findings) !== JSON.stringify(now.findings), { part: 'findings' }],
    [
      planKey(before.sampling) !== planKey(now.sampling),
      { part: 'sampling', before: before.sampling, now: now.sampling },
    ],
    [
      weatherWords(before.weather) !== weatherWords(now.weather),
      { part: 'weather', before: before.weather, now: now.weather },
    ],
    [before.result !== now.result, { part: 'result' }],
  ]
  return differs.flatMap(([differ, one]) => (differ ? [one] : []))
}

function planKey(plan: SamplingPlan | null): string {
  if (!plan) return ''
  const { lot_size, confidence_bp, level_bp, required, drawn, seed, units } = plan
  return JSON.stringify([lot_size, confidence_bp, level_bp, required, drawn, seed, units])
}

/** `晴 · 21.5 ℃ · 40%`, as the record says it; empty where it says nothing. */
export function weatherWords(weather: Weather): string {
  const { sky = null, temperature_c = null, humidity_pct = null } = weather ?? {}
  const degrees = temperature_c === null ? null : `${String(temperature_c)} ℃`
  const humid = humidity_pct === null ? null : `${String(humidity_pct)}%`
  return [sky, degrees, humid].filter(Boolean).join(' · ')
}

/** The numbers of a plan, for the words of it. */
export const planNumbers = (plan: SamplingPlan): Record<'lot' | 'required' | 'drawn' | 'confidence' | 'level', number> => ({
  lot: plan.lot_size,
  required: plan.required,
  drawn: plan.drawn,
  confidence: plan.confidence_bp / 100,
  level: plan.level_bp / 100,
})
