/**
 * Words on screen: Chinese first, English by a switch that is remembered on this device.
 *
 * `useText()` gives `t`, which takes only keys that exist in both languages, and `pick`, for the
 * bilingual texts that come with the data. A param named `n` also chooses the plural.
 *
 * What a scanner needs is there from the start, in Chinese; English comes before the first screen
 * where it was chosen. Other words come with the first screen that needs them (`addWords`), so that a slow
 * line does not carry them before the scanner.
 */
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import type { KeyOf, Shape } from './types.ts'
import { zh } from './zh/index.ts'
import type { field } from './zh/field.ts'
import type { help } from './zh/help.ts'
import type { office } from './zh/office.ts'

export type Locale = 'zh' | 'en'
export type MessageKey = KeyOf<typeof zh & typeof field & typeof office & { help: typeof help }>
export type Params = Record<string, string | number>

const STORED_AS = 'greenlane.locale'

function remembered(): Locale {
  return globalThis.localStorage?.getItem(STORED_AS) === 'en' ? 'en' : 'zh'
}

const messages: Record<Locale, Partial<Shape<typeof zh>>> = { zh, en: {} }

export const i18n = createI18n({
  legacy: false,
  locale: remembered(),
  fallbackLocale: 'zh',
  messages,
})

/** English for all that is there in Chinese from the start. */
export async function addEnglish(): Promise<void> {
  const { en } = await import('./en/index.ts')
  i18n.global.mergeLocaleMessage('en', en)
}

/** Once the words of the language that was chosen are there; Chinese where they cannot be had. */
export const words: Promise<void> =
  remembered() === 'en' ? addEnglish().catch(() => undefined) : Promise.resolve()

const later = {
  /** The English ones are among those of the start. */
  field: async () => ({ zh: (await import('./zh/field.ts')).field, en: {} }),
  office: async () => {
    const all = [import('./zh/office.ts'), import('./en/office.ts'), import('./zh/field.ts')] as const
    const [zh, en, { field }] = await Promise.all(all)
    return { zh: { ...field, ...zh.office }, en: en.office }
  },
  help: async () => {
    const [zh, en] = await Promise.all([import('./zh/help.ts'), import('./en/help.ts')])
    return { zh: { help: zh.help }, en: { help: en.help } }
  },
} satisfies Record<string, () => Promise<Record<Locale, object>>>

const added = new Map<keyof typeof later, Promise<void>>()

/** Fetch a part of the catalogues, in both languages, once. Rejects offline where it was never kept. */
export function addWords(part: keyof typeof later): Promise<void> {
  const adding = added.get(part) ?? add(part)
  added.set(part, adding)
  adding.catch(() => added.delete(part)) // the next screen tries again
  return adding
}

async function add(part: keyof typeof later): Promise<void> {
  const words = await later[part]()
  for (const locale of ['zh', 'en'] as const) {
    i18n.global.mergeLocaleMessage(locale, words[locale])
  }
}

/** A screen with the words that it needs besides. */
export function withWords<T>(part: keyof typeof later, screen: () => Promise<T>): () => Promise<T> {
  return async () => (await Promise.all([screen(), addWords(part)]))[0]
}

function mark(locale: Locale): void {
  if (globalThis.document) document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
}
mark(remembered())

export async function setLocale(locale: Locale): Promise<void> {
  if (locale === 'en') await addEnglish()
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
