/** A rule that an entry breaks, in words; one we have no words for is shown as it came. */
import { t } from '@/i18n/index.ts'
import { desk } from '@/i18n/zh/desk.ts'
import type { Objection } from '@/wire/types.ts'

export function objectionWords({ code, detail }: Objection): string {
  if (code !== 'other' && code in desk.objection) {
    return t(`desk.objection.${code as keyof typeof desk.objection}`, { detail })
  }
  return detail ? t('desk.objection.other', { code, detail }) : code
}

/** The title of a kind of entry, `label.issued`. */
export function kindWords(kind: string): string {
  const key = kind.replace('.', '_')
  return key in desk.kind
    ? t(`desk.kind.${key as keyof typeof desk.kind}`)
    : t('desk.kind.other')
}
