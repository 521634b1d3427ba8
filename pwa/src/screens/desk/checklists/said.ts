/** What a version and an item's rule say of themselves, in words. */
import { t } from '@/i18n/index.ts'
import type { ChecklistItem, ChecklistVersion } from '@/wire/types.ts'

export function publisher({ by, by_name }: Pick<ChecklistVersion, 'by' | 'by_name'>): string {
  return by === 'system' ? t('checks.shipped') : (by_name ?? by ?? '—')
}

export function ruleWords(rule: NonNullable<ChecklistItem['rule']>): string {
  const name = t(`checks.rules.${rule.when}`)
  if (rule.classes.length === 0) return t('checks.ruled', { rule: name })
  const classes = rule.classes.map((one) => t(`terms.goodsClass.${one}`)).join(t('common.sep'))
  return t('checks.ruledFor', { rule: name, classes })
}

/** How an item is asked besides its words, one short phrase each. */
export function tagsOf({ na, photo, once, rule }: Pick<ChecklistItem, 'na' | 'photo' | 'once' | 'rule'>): string[] {
  return [
    ...(photo ? [t('checks.tags.photo')] : []),
    ...(once ? [t(`checks.onceOf.${once}`)] : []),
    ...(na ? [t('checks.tags.na')] : []),
    ...(rule ? [ruleWords(rule)] : []),
  ]
}
