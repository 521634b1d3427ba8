/** What to say when something failed: our own words by code, else the server's, never a bare code. */
import { i18n, t, type MessageKey } from '@/i18n/index.ts'
import { zh } from '@/i18n/zh/index.ts'
import { StoreError } from '@/store/index.ts'
import { ApiError } from '@/sync/client.ts'

/** The half of `中文。 English.` that is in the chosen language. */
export function half(bilingual: string): string {
  const halves = /^(.*[。！？；])\s+(\S.*)$/su.exec(bilingual) // Latin words may stand in the Chinese
  return (i18n.global.locale.value === 'zh' ? halves?.[1] : halves?.[2]) ?? bilingual
}

export function problemText(error: unknown): string {
  if (!(error instanceof ApiError || error instanceof StoreError)) return t('errors.other')
  if (Object.hasOwn(zh.errors, error.code)) return t(`errors.${error.code}` as MessageKey)
  if (error instanceof StoreError) return t('errors.storage')
  const said = [error.detail, error.action].filter(Boolean).map(half)
  return said.length ? said.join(i18n.global.locale.value === 'zh' ? '' : ' ') : t('errors.other')
}
