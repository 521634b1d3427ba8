/** Which rules an entry breaks, in words, and what to do about it. */
import { dateTime } from '@/i18n/format.ts'
import { t } from '@/i18n/index.ts'
import { objection } from '@/i18n/zh/objection.ts'
import { terms } from '@/i18n/zh/terms.ts'
import type { Objection } from '@/wire/types.ts'

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g

/** One we have no words for is shown as it came. `items` holds the wording of questions, by id. */
export function objectionWords(
  { code, detail: about }: Objection,
  items: ReadonlyMap<string, string> = new Map(),
): string {
  const detail = items.get(about) ?? classWords(about).replace(INSTANT, (at) => dateTime(at))
  if (code !== 'other' && code in objection.words) {
    return t(`objection.words.${code as keyof typeof objection.words}`, { detail })
  }
  return detail ? t('objection.words.other', { code, detail }) : code
}

/** What is to be done about it next; null where that is plain. */
export function objectionTodo(code: string): string | null {
  return code in objection.todo ? t(`objection.todo.${code as keyof typeof objection.todo}`) : null
}

/** Rules name checklists by the class of goods that they are for. */
function classWords(about: string): string {
  return about in terms.goodsClass
    ? t(`terms.goodsClass.${about as keyof typeof terms.goodsClass}`)
    : about
}
