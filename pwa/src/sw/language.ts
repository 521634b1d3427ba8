/**
 * The language of this phone, as its pages last told: a worker has no local storage. Losing it costs
 * a message in Chinese.
 */
import type { Language } from './words.ts'

const CACHE = 'greenlane-language'
const KEY = '/language'

export async function keepLanguage(told: unknown): Promise<void> {
  const language: Language = told === 'en' ? 'en' : 'zh'
  await (await caches.open(CACHE)).put(KEY, new Response(language))
}

export async function keptLanguage(): Promise<Language> {
  const kept = await (await caches.open(CACHE)).match(KEY)
  return kept && (await kept.text()) === 'en' ? 'en' : 'zh'
}
