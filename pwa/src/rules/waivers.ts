/**
 * Which items of a checklist do not apply to which goods, by the item's rule and with no reason
 * given: the twin of the server's `rules/waivers.py`, by `tests/vectors/waivers.json`.
 */
import type { Checklist, Goods, ItemRule, NaRule } from '../wire/types.ts'

const HOLDS: Record<NaRule, (goods: Goods) => boolean> = {
  no_wood_packaging: ({ wood }) => wood !== '有',
  no_growing_medium: ({ medium }) => ['', '无', '/', 'none'].includes((medium ?? '').trim().toLowerCase()),
  no_cites: ({ cites }) => cites === null,
  not_isolated: ({ use }) => use !== '11',
  not_containerised: (goods) => !['集装箱', 'container'].some((word) => goods.package.toLowerCase().includes(word)),
}

/** Every rule, in the order in which they are offered. */
export const NA_RULES = Object.keys(HOLDS) as NaRule[]

/** Per item that does not apply to these goods, the rule that says so. */
export function waivers(goods: Goods, asked: readonly Pick<Checklist, 'items'>[]): Map<string, NaRule> {
  const items = asked.flatMap((list) => list.items)
  return new Map(items.flatMap(({ id, rule }) => (rule && holds(rule, goods) ? [[id, rule.when] as const] : [])))
}

function holds({ when, classes }: ItemRule, goods: Goods): boolean {
  return (classes.length === 0 || classes.includes(goods.class)) && HOLDS[when](goods)
}
