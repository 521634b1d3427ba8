/**
 * Words on screen: Chinese first, English by a switch that is remembered on this device.
 *
 * `useText()` gives `t`, which takes only keys that exist in both languages, and `pick`, for the
 * bilingual texts that come with the data. A param named `n` also chooses the plural.
 */
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { en } from './en/index.ts'
import type { KeyOf, Shape } from './types.ts'
import { zh } from './zh/index.ts'

export type Locale = 'zh' | 'en'
export type MessageKey = KeyOf<typeof zh>
export type Params = Record<string, string | number>

const STORED_AS = 'greenlane.locale'

function remembered(): Locale {
  return globalThis.localStorage?.getItem(STORED_AS) === 'en' ? 'en' : 'zh'
}

const messages: Record<Locale, Shape<typeof zh>> = { zh, en }

export const i18n = createI18n({
  legacy: false,
  locale: remembered(),
  fallbackLocale: 'zh',
  messages,
})

function mark(locale: Locale): void {
  if (globalThis.document) document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
}
mark(remembered())

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  globalThis.localStorage?.setItem(STORED_AS, locale)
  mark(locale)
}

export function t(key: MessageKey, params: Params = {}): string {
  const n = params['n']
  return typeof n === 'number' ? i18n.global.t(key, params, n) : i18n.global.t(key, params)
}

/** The text of the chosen language, of a pair that came with the data. */
export function pick(text: { zh: string; en: string }): string {
  return text[i18n.global.locale.value]
}

export function useText() {
  const locale = computed<Locale>(() => i18n.global.locale.value)
  return { t, pick, locale, setLocale }
}
