/**
 * What a list shows of a crate or of a record, and by what a crate is found.
 *
 * Guarantee: pure. A brief is a tenth of its document, so a phone can hold ten thousand of them and
 * look through all of them with every letter that is typed.
 */
import type { Crate, Goods, RecordDoc } from '../wire/types.ts'

export interface CrateBrief
  extends Pick<Crate, 'id' | 'declaration' | 'n' | 'total' | 'stand' | 'state' | 'since' | 'record'> {
  goods: Pick<Goods, 'name' | 'latin' | 'origin' | 'class'>
  /** The number on its label, and the same without hyphens. */
  number: string | null
  bare: string
  /** All that names it, in small letters, a line each. */
  text: string
}

export interface RecordBrief
  extends Pick<RecordDoc, 'id' | 'crate' | 'actor' | 'state' | 'received_at' | 'review_reason' | 'review_items'>,
    Pick<RecordDoc['body'], 'lead' | 'result' | 'ended_at'> {}

export function briefOf(crate: Crate): CrateBrief {
  const { id, declaration, n, total, stand, state, since, record, exhibitor, marks, label } = crate
  const { name, latin, origin, class: sort } = crate.goods
  const number = label?.number ?? null
  const bare = number?.replaceAll('-', '') ?? ''
  const names = [
    ...[stand, name, latin ?? '', exhibitor, declaration],
    ...[number ?? '', bare, `${String(n)}/${String(total)}`, marks ?? ''],
  ]
  const text = names.join('\n').toLowerCase()
  const goods = { name, latin, origin, class: sort }
  return { id, declaration, n, total, stand, state, since, record, goods, number, bare, text }
}

export function recordBriefOf(record: RecordDoc): RecordBrief {
  const { id, crate, actor, state, received_at, review_reason, review_items, body } = record
  const { lead, result, ended_at } = body
  return { id, crate, actor, state, received_at, review_reason, review_items, lead, result, ended_at }
}
