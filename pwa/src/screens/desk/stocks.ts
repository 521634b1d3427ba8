/** What labels are printed on. */
import { t } from '@/i18n/index.ts'
import type { Stock } from '@/wire/types.ts'

export const STOCKS = ['100x150', 'a4-4'] as const satisfies readonly Stock[]

const KEYS = { '100x150': 's100x150', 'a4-4': 'a4x4' } as const satisfies Record<Stock, string>

export function stockWords(stock: Stock): string {
  return t(`desk.labels.stocks.${KEYS[stock]}`)
}
