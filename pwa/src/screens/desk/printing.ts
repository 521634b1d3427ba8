/** What a print can be made as: what goes with which paper, and what a printer decides itself. */
import type { NamedPrinter, PrintLabels, Stock } from '@/wire/types.ts'

export type Format = PrintLabels['format']
export type Options = Omit<PrintLabels, 'numbers'>

const ROLLS: readonly Stock[] = ['100x150', '100x100']
const PLACES: Record<Stock, number> = { '100x150': 1, '100x100': 1, 'a4-4': 4, 'a4-2': 2 }

export const USUAL: Options = {
  stock: '100x150',
  format: 'pdf',
  dpi: 300,
  faces: 2,
  start_at: 1,
  printer: null,
  check: false,
}

/** How many faces a page of it holds. */
export const placesOf = (stock: Stock): number => PLACES[stock]

/** Label printers speak ZPL or TSPL; sheets are PDF or pictures. */
export function formatsFor(stock: Stock): Format[] {
  return ROLLS.includes(stock) ? ['pdf', 'png', 'zpl', 'tspl'] : ['pdf', 'png']
}

/** The options as they can be: a printer brings its own format and resolution. */
export function fitting(options: Options, printers: readonly NamedPrinter[]): Options {
  const printer = printers.find(({ code }) => code === options.printer)
  const fits = printer?.stocks.includes(options.stock) ? printer : undefined
  const format = fits?.format ?? options.format
  return {
    ...options,
    printer: fits?.code ?? null,
    dpi: fits?.dpi ?? options.dpi,
    format: formatsFor(options.stock).includes(format) ? format : 'pdf',
    start_at: Math.min(options.start_at, placesOf(options.stock)),
  }
}
