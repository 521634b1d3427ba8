/**
 * A checklist as an administrator edits it, and what becomes of an edit when somebody else publishes
 * first. Pure.
 *
 * Guarantee: nothing that was written is dropped: an item that another version retired meanwhile
 * stays as a new one where it had been changed here.
 */
import type { Checklist, ChecklistEdit, ChecklistItem, EditedItem } from '@/wire/types.ts'

export interface EditorItem extends EditedItem {
  /** Its id, or a name for a new one that lasts as long as the edit. */
  key: string
  shows: { zh: string; en: string }
}

export interface ListDraft {
  id: string
  /** The version that it is to follow. */
  base: number
  zh: string
  en: string
  items: EditorItem[]
}

export function draftOf({ id, version, zh, en, items }: Checklist): ListDraft {
  return { id, base: version, zh, en, items: items.map(itemOf) }
}

function itemOf({ shows, rule, ...item }: ChecklistItem): EditorItem {
  return { ...item, key: item.id, shows: { zh: '', en: '', ...shows }, rule: rule && structuredClone(rule) }
}

/** A new, empty item below the one at `after` (-1 puts it first). */
export function addItem(draft: ListDraft, after: number): EditorItem {
  const n = Math.max(0, ...draft.items.map(({ key }) => Number(/^new-(\d+)$/.exec(key)?.[1] ?? 0)))
  const item: EditorItem = {
    key: `new-${String(n + 1)}`,
    id: null,
    zh: '',
    en: '',
    critical: false,
    na: false,
    photo: false,
    once: null,
    shows: { zh: '', en: '' },
    rule: null,
  }
  draft.items.splice(after + 1, 0, item)
  return item
}

export function moveItem(draft: ListDraft, at: number, by: -1 | 1): void {
  const [item] = draft.items.splice(at, 1)
  if (item) draft.items.splice(at + by, 0, item)
}

export function editOf({ base, zh, en, items }: ListDraft, reason: string): ChecklistEdit {
  return { base, zh, en, items: items.map(bare), reason }
}

/** An edit as the phone would show it. */
export function previewOf({ id, base, zh, en, items }: ListDraft): Checklist {
  return {
    id,
    version: base + 1,
    classes: [],
    zh,
    en,
    items: items.map(({ key, shows, ...item }) => ({
      ...item,
      id: key,
      shows: shows.zh.trim() || shows.en.trim() ? shows : null,
    })),
  }
}

function bare({ id, zh, en, critical, na, photo, once, shows, rule }: EditorItem): EditedItem {
  return { id, zh, en, critical, na, photo, once, shows, rule }
}

const asText = ({ zh, en, critical, na, photo, once, shows, rule }: EditorItem): string => {
  const words = [zh, en, shows.zh, shows.en].map((text) => text.trim())
  return JSON.stringify([words, critical, na, photo, once, rule && [rule.when, [...rule.classes].sort()]])
}
const order = (items: readonly { key: string }[]): string => items.map(({ key }) => key).join(' ')

export function isChanged(draft: ListDraft, from: Checklist): boolean {
  const was = draftOf(from)
  const all = ({ zh, en, items }: ListDraft): string => [zh.trim(), en.trim(), order(items), ...items.map(asText)].join('\n')
  return all(draft) !== all(was)
}

/** What was done to `old` here, done to `theirs`, which followed it meanwhile. */
export function rebased(mine: ListDraft, old: Checklist, theirs: Checklist): ListDraft {
  const [was, now] = [draftOf(old), draftOf(theirs)]
  const before = byKey(was.items)
  const own = byKey(mine.items)
  const there = byKey(now.items)
  const touched = (item: EditorItem): boolean => {
    const first = before.get(item.key)
    return !first || asText(first) !== asText(item)
  }
  const kept = new Map<string, EditorItem>()
  for (const item of now.items) {
    const here = own.get(item.key)
    if (here) kept.set(item.key, touched(here) ? here : item)
    else if (touched(item)) kept.set(item.key, item) // new, or worded otherwise after it was retired here
  }
  for (const item of mine.items) {
    if (item.id === null) kept.set(item.key, item)
    else if (!there.has(item.key) && touched(item)) kept.set(item.key, { ...item, id: null })
  }
  const shared = mine.items.filter(({ key }) => before.has(key))
  const reordered = order(shared) !== order(was.items.filter(({ key }) => own.has(key)))
  const keys = reordered ? woven(mine.items, now.items) : woven(now.items, mine.items)
  const name = (field: 'zh' | 'en'): string => (mine[field].trim() === old[field] ? theirs[field] : mine[field])
  const items = keys.flatMap((key) => kept.get(key) ?? [])
  return { id: mine.id, base: theirs.version, zh: name('zh'), en: name('en'), items: renamed(items) }
}

const byKey = (items: readonly EditorItem[]): Map<string, EditorItem> => new Map(items.map((item) => [item.key, item]))

/** The keys of `first` in their order, with those that `second` has besides, each behind what precedes it there. */
function woven(first: readonly EditorItem[], second: readonly EditorItem[]): string[] {
  const keys = first.map(({ key }) => key)
  second.forEach(({ key }, at) => {
    if (keys.includes(key)) return
    const before = second[at - 1]
    keys.splice(before ? keys.indexOf(before.key) + 1 : 0, 0, key)
  })
  return keys
}

/** What had an id and has none any more is a new item, and is called like one. */
function renamed(items: EditorItem[]): EditorItem[] {
  let n = items.length
  return items.map((item) => (item.id === null && !item.key.startsWith('new-') ? { ...item, key: `new-${String(++n + 1000)}` } : item))
}
