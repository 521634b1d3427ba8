/** What an entry is, and which rules it breaks, in words. */
import { t } from '@/i18n/index.ts'
import { desk } from '@/i18n/zh/desk.ts'
import { terms } from '@/i18n/zh/terms.ts'
import type { Objection } from '@/wire/types.ts'

/** One we have no words for is shown as it came. `items` holds the wording of questions, by id. */
export function objectionWords(
  { code, detail: about }: Objection,
  items: ReadonlyMap<string, string> = new Map(),
): string {
  const detail = items.get(about) ?? classWords(about)
  if (code !== 'other' && code in desk.objection) {
    return t(`desk.objection.${code as keyof typeof desk.objection}`, { detail })
  }
  return detail ? t('desk.objection.other', { code, detail }) : code
}

/** What a supervisor does about it next; null where that is plain. */
export function objectionTodo(code: string): string | null {
  return code in desk.todo ? t(`desk.todo.${code as keyof typeof desk.todo}`) : null
}

/** Rules name checklists by the class of goods that they are for. */
function classWords(about: string): string {
  return about in terms.goodsClass
    ? t(`terms.goodsClass.${about as keyof typeof terms.goodsClass}`)
    : about
}

/** The title of a kind of entry, `label.issued`. */
export function kindWords(kind: string): string {
  const key = kind.replace('.', '_')
  return key in desk.kind
    ? t(`desk.kind.${key as keyof typeof desk.kind}`)
    : t('desk.kind.other')
}
