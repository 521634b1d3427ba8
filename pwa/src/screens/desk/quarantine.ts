/** Why an entry is in quarantine, what it says, and what a supervisor can do about it. */
import { t } from '@/i18n/index.ts'
import { desk } from '@/i18n/zh/desk.ts'
import { openEntry } from '@/wire/seal.ts'
import { kindWords } from './kinds.ts'

type Todo = keyof typeof desk.doubts.todo

const TODO: Record<string, Todo> = {
  unknown_kind: 'understand',
  bad_body: 'body',
  revoked_device: 'device',
  no_right: 'right',
  wrong_actor: 'right',
}

/** Why it is in quarantine. */
export function whyWords(code: string): string {
  return code !== 'other' && code in desk.doubts.code
    ? t(`desk.doubts.code.${code as keyof typeof desk.doubts.code}`, { code })
    : t('desk.doubts.code.other', { code })
}

/** What to do before deciding; null where nothing is known of the reason. */
export function todoWords(code: string, isUnderstood: boolean): string | null {
  const todo = todoOf(code, isUnderstood)
  return todo ? t(`desk.doubts.todo.${todo}`) : null
}

function todoOf(code: string, isUnderstood: boolean): Todo | undefined {
  if (code === 'unknown_kind' && isUnderstood) return 'now'
  const isAboutWho = code !== 'unknown_kind' && code !== 'bad_body'
  return isAboutWho && !isUnderstood ? 'unclear' : TODO[code]
}

/** Why somebody's decision did not reach an entry. */
export function leftWords(code: string): string {
  return code !== 'other' && code in desk.doubts.left
    ? t(`desk.doubts.left.${code as keyof typeof desk.doubts.left}`, { code })
    : t('desk.doubts.left.other', { code })
}

/** The kind in words; as it came where there are none. */
export function titleOf(kind: string): string {
  return kind.replace('.', '_') in desk.kind ? kindWords(kind) : kind
}

/** The payload of an entry, laid out to be read. */
export function laidOut(jws: string): string {
  return JSON.stringify(openEntry<unknown>(jws), null, 2)
}
