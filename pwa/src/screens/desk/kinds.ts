/** What an entry is, in words. */
import { t } from '@/i18n/index.ts'
import { desk } from '@/i18n/zh/desk.ts'

/** The title of a kind of entry, `label.issued`. */
export function kindWords(kind: string): string {
  const key = kind.replace('.', '_')
  return key in desk.kind
    ? t(`desk.kind.${key as keyof typeof desk.kind}`)
    : t('desk.kind.other')
}
