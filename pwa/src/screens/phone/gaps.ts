/** What is still owed, as sentences that lead to their place on the screen. */
import { t, pick } from '@/i18n/index.ts'
import { follow } from '@/i18n/zh/follow.ts'
import { inspect } from '@/i18n/zh/inspect.ts'
import type { Checklist, Objection } from '@/wire/types.ts'

export interface Gap {
  key: string
  /** What it is about. */
  about: string
  /** What it lacks. */
  lacks: string
  /** Id of the element to go to. */
  target: string
  /** The checklist item, where it is one. */
  item: string | null
}

type GapCode = keyof typeof inspect.gap

const SECTION: Partial<Record<GapCode, string>> = {
  sampling_unfinished: 'sampling',
  sampled_too_few: 'sampling',
  sampled_too_many: 'sampling',
  sampling_required_wrong: 'sampling',
  sample_unfinished: 'sampling',
  weather_off: 'people',
  finding_unfinished: 'findings',
  no_place: 'people',
  no_recorder: 'people',
  same_inspector: 'people',
  witness_unsaid: 'people',
  witness_unnamed: 'people',
  refusal_unreasoned: 'people',
  no_result: 'result',
  result_too_mild: 'result',
  amend_unreasoned: 'amend',
  photo_not_attached: 'photos',
  symptoms_need_photo: 'photos',
  place_unsaid: 'place',
  day_unfit: 'plants',
  state_unsaid: 'plants',
  number_unfit: 'plants',
  alive_over_planted: 'plants',
  symptoms_owed: 'plants',
  trap_unread: 'traps',
  outcome_unsaid: 'outcome',
  check_remark_owed: 'outcome',
}

function isKnown(code: string): code is GapCode {
  return Object.hasOwn(inspect.gap, code)
}

const isValue = (detail: string): detail is keyof typeof follow.value => Object.hasOwn(follow.value, detail)

export function describe(gaps: readonly Objection[], checklists: readonly Checklist[] = []): Gap[] {
  const items = new Map(checklists.flatMap((list) => list.items).map((item) => [item.id, item]))
  return gaps.map(({ code, detail }) => {
    const lacks = isKnown(code) ? t(`inspect.gap.${code}`) : code
    const item = items.get(detail)
    const key = `${code} ${detail}`
    const section = isKnown(code) ? SECTION[code] : undefined
    if (item) return { key, about: pick(item), lacks, target: section ?? `item-${item.id}`, item: item.id }
    if (isValue(detail)) return { key, about: t(`follow.value.${detail}`), lacks, target: `value-${detail}`, item: null }
    if (/^(finding|identification|share)_/.test(code) && detail) {
      const about = t('inspect.finding', { n: Number(detail) })
      return { key, about, lacks, target: `finding-${detail}`, item: null }
    }
    return { key, about: '', lacks, target: section ?? 'summary', item: null }
  })
}
