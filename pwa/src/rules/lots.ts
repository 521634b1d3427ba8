/** Lots: crates of one declaration with one commodity, class and origin, frozen together. */
import type { Crate, Goods } from '../wire/types.ts'

/** What makes crates of one lot alike: the scientific name, or the name where there is none. */
export function commodityOf(goods: Goods): string {
  return (goods.latin ?? goods.name).split(/\s+/).filter(Boolean).join(' ')
}

/** The key of a crate's lot, e.g. `210900113004200/NL/bulbs/Tulipa gesneriana`. */
export function lotOf({ declaration, goods }: Pick<Crate, 'declaration' | 'goods'>): string {
  return `${declaration}/${goods.origin}/${goods.class}/${commodityOf(goods)}`
}
