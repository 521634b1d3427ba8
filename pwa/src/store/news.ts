/**
 * What syncs have brought since somebody last looked: new crates, moved, frozen, lifted, and records
 * of one's own that were sent back.
 *
 * Guarantee: what this phone's own entries did is no news here. Losing it costs the list and no fact:
 * each of them stands on its crate.
 */
import type { Crate, RecordDoc } from '../wire/types.ts'

export type NewsSort = 'returned' | 'frozen' | 'lifted' | 'new' | 'moved'

export interface NewsItem {
  sort: NewsSort
  crate: string
}

export interface News {
  /** When somebody last looked, or the phone was first filled. */
  since: string
  /** The newest last; of one sort and crate the newest alone. */
  items: NewsItem[]
  /** How many older ones there was no room for. */
  more: number
}

const MOST = 300

/** What a pulled row makes of a crate, `before` as this phone showed it. */
export function crateNews(before: Crate | null, after: Crate): NewsItem[] {
  const item = (sort: NewsSort): NewsItem => ({ sort, crate: after.id })
  if (!before) return [item('new')]
  const [was, is] = [before.standing.frozen, after.standing.frozen]
  return [
    ...(is !== null && was === null ? [item('frozen')] : []),
    ...(is === null && was !== null ? [item('lifted')] : []),
    ...(after.state === before.state ? [] : [item('moved')]),
  ]
}

/** Whether a pulled record was one's own and has just been sent back. */
export function recordNews(before: RecordDoc | null, after: RecordDoc, me: string): NewsItem[] {
  const isMine = after.actor === me || after.body.lead === me
  const isReturned = after.state === 'returned' && before?.state !== 'returned'
  return isMine && isReturned ? [{ sort: 'returned', crate: after.crate }] : []
}

export function withNews(news: News, found: readonly NewsItem[]): News {
  const all = new Map<string, NewsItem>()
  for (const item of [...news.items, ...found]) {
    const key = `${item.sort} ${item.crate}`
    all.delete(key) // so that it goes to the end
    all.set(key, item)
  }
  const items = [...all.values()]
  const over = Math.max(0, items.length - MOST)
  return { since: news.since, items: items.slice(over), more: news.more + over }
}
