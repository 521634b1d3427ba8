/** Lots: crates of one declaration with one commodity, class and origin, frozen together. */
import type { Goods } from '../wire/types.ts'

/** What makes crates of one lot alike: the scientific name, or the name where there is none. */
export function commodityOf(goods: Pick<Goods, 'name' | 'latin'>): string {
  return (goods.latin ?? goods.name).split(/\s+/).filter(Boolean).join(' ')
}

/** What of a crate, or of its brief, says to which lot it belongs. */
interface OfLot {
  declaration: string
  goods: Pick<Goods, 'name' | 'latin' | 'origin' | 'class'>
}

/** The key of a crate's lot, e.g. `210900113004200/NL/bulbs/Tulipa gesneriana`. */
export function lotOf({ declaration, goods }: OfLot): string {
  return `${declaration}/${goods.origin}/${goods.class}/${commodityOf(goods)}`
}
