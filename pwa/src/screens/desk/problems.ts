/** What a failed call says to the person at the desk: our words by its code, else the server's. */
import { t } from '@/i18n/index.ts'
import { desk } from '@/i18n/zh/desk.ts'
import { errors } from '@/i18n/zh/errors.ts'
import { half } from '@/screens/shared/problem.ts'
import { ApiError } from '@/sync/client.ts'

export interface Words {
  what: string
  /** What to do about it, where that is not said already. */
  todo: string
  /** Only signing in again helps. */
  signIn: boolean
}

/** Codes that one sentence of ours serves. */
const SAME_AS: Record<string, string> = {
  too_many_attempts: 'too_many',
}

/** Whose own sentence names the very thing that is wrong: no fixed words could. */
const SPECIFIC = new Set(['list_unreadable', 'not_printable'])

function own(code: string): string | null {
  if (code in desk.problem) return t(`desk.problem.${code as keyof typeof desk.problem}`)
  if (code in errors) return t(`errors.${code as keyof typeof errors}`)
  return null
}

export function wordsOf(error: unknown): Words {
  if (!(error instanceof ApiError)) throw error // a fault of the program: let it show as one
  const { code, detail, action, status } = error
  const fixed = own(SAME_AS[code] ?? code)
  const signIn = status === 401
  if (fixed !== null && !SPECIFIC.has(code)) return { what: fixed, todo: '', signIn }
  const what = half(detail) || fixed || t('errors.other')
  return { what, todo: half(action), signIn }
}
