/** What labels are printed on. */
import { t } from '@/i18n/index.ts'
import type { Stock } from '@/wire/types.ts'

export const STOCKS = ['100x150', '100x100', 'a4-4', 'a4-2'] as const satisfies readonly Stock[]

const KEYS = {
  '100x150': 's100x150',
  '100x100': 's100x100',
  'a4-4': 'a4x4',
  'a4-2': 'a4x2',
} as const satisfies Record<Stock, string>

export function stockWords(stock: Stock): string {
  return t(`desk.labels.stocks.${KEYS[stock]}`)
}
