/** What is doubtful about a crate at the gate, as a word and a tone. */
import { type Tone, verdictTone } from '@/components/tones.ts'
import { t } from '@/i18n/index.ts'
import { type Doubt, isArrivalDoubt } from '@/rules/gate.ts'
import type { ArrivalDoubt } from '@/rules/arrivals.ts'

/** Whether it is the verdict on the label itself. */
export function isVerdict(doubt: Doubt | null): doubt is Exclude<Doubt, 'held' | ArrivalDoubt> {
  return doubt !== null && doubt !== 'held' && !isArrivalDoubt(doubt)
}

export const doubtTone = (doubt: Doubt | null): Tone => (isVerdict(doubt) ? verdictTone[doubt] : 'stop')

export function doubtWord(doubt: Doubt | null): string {
  if (isVerdict(doubt)) return t(`terms.verdict.${doubt}`)
  return isArrivalDoubt(doubt) ? t(`gate.doubt.${doubt}`) : t('gate.held')
}
