/**
 * Which items of a checklist do not apply to which goods, by rule and without a reason given: the
 * twin of the server's `rules/waivers.py`, by `tests/vectors/goods.json`.
 */
import type { Goods, NaRule } from '../wire/types.ts'

const RULED: Record<NaRule, readonly string[]> = {
  no_wood_packaging: [
    'wood_packaging.mark_legible',
    'wood_packaging.mark_complete',
    'wood_packaging.bark_limit',
    'wood_packaging.no_live_borer',
  ],
  no_growing_medium: ['plants.medium_approved'],
  no_cites: ['plants.cites_tag'],
  not_isolated: ['plants.isolation_site'],
  not_containerised: ['all.container_clean'],
}

/** Per item that does not apply to these goods, the rule that says so. */
export function waivers(goods: Goods): Map<string, NaRule> {
  return new Map(holding(goods).flatMap((rule) => RULED[rule].map((item) => [item, rule] as const)))
}

function holding(goods: Goods): NaRule[] {
  const found: NaRule[] = []
  const medium = (goods.medium ?? '').trim().toLowerCase()
  if (goods.wood !== '有') found.push('no_wood_packaging')
  if (['', '无', '/', 'none'].includes(medium)) found.push('no_growing_medium')
  if (goods.cites === null) found.push('no_cites')
  if (goods.use !== '11') found.push('not_isolated')
  if (!['集装箱', 'container'].some((word) => goods.package.toLowerCase().includes(word))) {
    found.push('not_containerised')
  }
  return found
}
