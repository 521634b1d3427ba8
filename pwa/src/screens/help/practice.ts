/**
 * A crate to practise with. It lives in this module's callers' memory alone: nothing here or in the
 * screen over it touches the store, the outbox or the network, so no practice can become a record.
 */
import type { Mark } from '@/wire/types.ts'

export const STEPS = ['scan', 'verdict', 'answer', 'photo', 'find', 'sign', 'done'] as const
export type Step = (typeof STEPS)[number]
export const QUESTIONS = ['mark', 'soil', 'wood'] as const
export type Question = (typeof QUESTIONS)[number]
export type Larva = 'larva' | 'adult'

export interface Practice {
  step: Step
  answers: Partial<Record<Question, Mark>>
  /** Whether a photo was taken, or pretended. */
  photo: boolean
  /** Whether 发现活虫 was pressed, and what was then seen. */
  alarm: boolean
  seen: Larva | null
}

export function begin(): Practice {
  return { step: 'scan', answers: {}, photo: false, alarm: false, seen: null }
}

/** Whether what this step asks for has been done. */
export function mayGoOn({ step, answers, photo, seen }: Practice): boolean {
  if (step === 'answer') return QUESTIONS.every((one) => answers[one])
  if (step === 'photo') return photo
  if (step === 'find') return seen !== null
  return step !== 'done'
}

/** The next step, or the same state where something is still to be done. */
export function goOn(practice: Practice): Practice {
  const next = STEPS[STEPS.indexOf(practice.step) + 1]
  return next && mayGoOn(practice) ? { ...practice, step: next } : practice
}
