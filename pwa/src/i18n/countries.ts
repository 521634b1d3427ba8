/** Countries and regions by their ISO 3166 code, as they are named here. */
import { i18n, type Locale } from './index.ts'

/** CLDR's short names leave out whose regions these are. */
const REGIONS: Record<Locale, Record<string, string>> = {
  zh: { TW: '中国台湾', HK: '中国香港', MO: '中国澳门' },
  en: { TW: 'Taiwan, China', HK: 'Hong Kong, China', MO: 'Macao, China' },
}
const NAMES: Record<Locale, Intl.DisplayNames> = {
  zh: new Intl.DisplayNames('zh-CN', { type: 'region', fallback: 'code' }),
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
}

/** A country in the language of the screen; the code itself where it has no name. */
export function country(code: string): string {
  const locale = i18n.global.locale.value
  return REGIONS[locale][code] ?? NAMES[locale].of(code) ?? code
}
