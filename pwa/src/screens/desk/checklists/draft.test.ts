import { expect, test } from 'vitest'
import type { Checklist, ChecklistItem } from '@/wire/types.ts'
import { addItem, draftOf, editOf, isChanged, moveItem, previewOf, rebased } from './draft.ts'

const item = (id: string, zh = id): ChecklistItem => ({
  id, zh, en: id, critical: false, na: false, photo: false, once: null, shows: null, rule: null,
})
const list = (version: number, ...items: ChecklistItem[]): Checklist => ({
  id: 'plants', version, classes: ['plants'], zh: '植物', en: 'Plants', items,
})
const [a, b, c] = [item('p.a'), item('p.b'), item('p.c')]
const OLD = list(3, a, b, c)
const at = <T>(all: readonly T[], i: number): T => {
  const one = all[i]
  if (!one) throw new RangeError(`no item ${String(i)}`)
  return one
}
const keys = (draft: { items: { key: string }[] }): string => draft.items.map(({ key }) => key).join(' ')

test('an edit that nobody touched is none', () => {
  const draft = draftOf({ ...OLD, items: [{ ...a, shows: { zh: '全貌', en: 'All' }, rule: { when: 'no_cites', classes: ['plants'] } }, b] })
  const from = { ...OLD, items: [{ ...a, shows: { zh: '全貌', en: 'All' }, rule: { when: 'no_cites' as const, classes: ['plants' as const] } }, b] }
  expect(isChanged(draft, from)).toBe(false)
  at(draft.items, 0).rule = { when: 'no_cites', classes: [] }
  expect(isChanged(draft, from)).toBe(true)
  expect(from.items[0]?.rule?.classes).toEqual(['plants'])
})

test('items are added, moved and sent without their names here', () => {
  const draft = draftOf(OLD)
  const first = addItem(draft, -1)
  const second = addItem(draft, 3)
  expect([first.key, second.key]).toEqual(['new-1', 'new-2'])
  moveItem(draft, 0, 1)
  expect(keys(draft)).toBe('p.a new-1 p.b p.c new-2')
  expect(isChanged(draft, OLD)).toBe(true)
  const edit = editOf(draft, '新规定')
  expect(edit.items.map(({ id }) => id)).toEqual(['p.a', null, 'p.b', 'p.c', null])
  expect(edit).toMatchObject({ base: 3, reason: '新规定' })
  expect('key' in at(edit.items, 0)).toBe(false)
  expect(previewOf(draft).items.map(({ id }) => id)).toEqual(['p.a', 'new-1', 'p.b', 'p.c', 'new-2'])
})

test('what was changed here stands on what was published meanwhile', () => {
  const mine = draftOf(OLD)
  at(mine.items, 1).zh = '乙改'
  addItem(mine, 1).zh = '新问'
  const theirs = { ...list(4, item('p.x'), { ...a, zh: '甲改' }, b, c), zh: '活植物' }
  const both = rebased(mine, OLD, theirs)
  expect(both.base).toBe(4)
  expect(both.zh).toBe('活植物')
  expect(keys(both)).toBe('p.x p.a p.b new-1 p.c')
  expect(both.items.map(({ zh }) => zh)).toEqual(['p.x', '甲改', '乙改', '新问', 'p.c'])
})

test('an item retired there stays where it was changed here, and goes where it was not', () => {
  const mine = draftOf(OLD)
  at(mine.items, 2).critical = true
  const both = rebased(mine, OLD, list(4, a))
  expect(both.items.map(({ id, en }) => [id, en])).toEqual([['p.a', 'p.a'], [null, 'p.c']])
  expect(at(both.items, 1).key).toMatch(/^new-/)
})

test('an item retired here stays retired, unless it was changed there', () => {
  const mine = draftOf(OLD)
  mine.items.splice(0, 2)
  const both = rebased(mine, OLD, list(4, a, { ...b, zh: '乙改' }, c))
  expect(keys(both)).toBe('p.b p.c')
})

test('an order chosen here stands', () => {
  const mine = draftOf(OLD)
  moveItem(mine, 2, -1)
  expect(keys(rebased(mine, OLD, list(4, a, item('p.x'), b, c)))).toBe('p.a p.x p.c p.b')
})
