/** A list in pages, against a list that changes while it is read. */
import { describe, expect, it } from 'vitest'
import { PAGE_ROWS, useFeed, type Page } from './feed.ts'

interface Row {
  id: string
  at: number
}
const rowsOf = (n: number): Row[] => Array.from({ length: n }, (_, at) => ({ id: `r${String(at)}`, at }))

/** A server's list, the newest first, by a cursor that is a place in time. */
class Listed {
  rows: Row[]
  constructor(rows: Row[]) {
    this.rows = rows
  }

  readonly ask = (cursor: string | null, limit: number): Promise<Page<Row>> => {
    const behind = this.rows
      .filter(({ at }) => cursor === null || at < Number(cursor))
      .sort((a, b) => b.at - a.at)
    const rows = behind.slice(0, limit)
    const next = behind.length > limit ? String(rows.at(-1)?.at) : null
    return Promise.resolve({ rows, cursor: next, total: this.rows.length })
  }
}

const feedOf = (list: Listed) => useFeed(list.ask, ({ id }: Row) => id)

describe('a list in pages', () => {
  it('shows the first page and how many there are, and the rest as asked for', async () => {
    const list = new Listed(rowsOf(PAGE_ROWS * 2 + 1))
    const feed = feedOf(list)
    await feed.load()
    expect([feed.rows.value.length, feed.total.value, feed.hasMore.value]).toEqual([50, 101, true])
    await feed.more()
    await feed.more()
    expect(feed.hasMore.value).toBe(false)
    expect(feed.rows.value.map(({ at }) => at)).toEqual(list.rows.map(({ at }) => at).reverse())
  })

  it('keeps as much on screen as it showed when it is asked for again', async () => {
    const list = new Listed(rowsOf(160))
    const feed = feedOf(list)
    await feed.load()
    await feed.more()
    list.rows = list.rows.filter(({ id }) => id !== 'r159') // decided meanwhile
    await feed.refresh()
    expect(feed.rows.value).toHaveLength(100)
    expect(feed.rows.value[0]?.id).toBe('r158')
    await feed.more()
    expect(new Set(feed.rows.value.map(({ id }) => id)).size).toBe(150)
  })

  it('shows a row once that moved to the front between two pages', async () => {
    const list = new Listed(rowsOf(60))
    const feed = feedOf(list)
    await feed.load()
    list.rows = list.rows.map((row) => (row.id === 'r0' ? { ...row, at: 1000 } : row))
    await feed.refresh()
    await feed.more()
    expect(feed.rows.value[0]?.id).toBe('r0')
    expect(feed.rows.value.filter(({ id }) => id === 'r0')).toHaveLength(1)
    expect(feed.rows.value).toHaveLength(60)
  })

  it('drops a page that was asked for before the list was asked for anew', async () => {
    const list = new Listed(rowsOf(200))
    let answer: ((page: Page<Row>) => void) | undefined
    let slow = false
    const feed = useFeed(
      (cursor, limit) =>
        slow && cursor !== null
          ? new Promise<Page<Row>>((resolve) => (answer = resolve))
          : list.ask(cursor, limit),
      ({ id }: Row) => id,
    )
    await feed.load()
    slow = true
    const late = feed.more()
    list.rows = rowsOf(120)
    await feed.load()
    answer?.({ rows: [{ id: 'gone', at: -1 }], cursor: null, total: 1 })
    await late
    expect(feed.rows.value.map(({ id }) => id)).not.toContain('gone')
    expect(feed.hasMore.value).toBe(true)
  })

  it('says what kept the next page from coming, and keeps what it shows', async () => {
    const list = new Listed(rowsOf(80))
    const feed = useFeed(
      (cursor, limit) => (cursor === null ? list.ask(cursor, limit) : Promise.reject(new Error('no line'))),
      ({ id }: Row) => id,
    )
    await feed.load()
    expect(await feed.more()).toBe(false)
    expect(feed.moreError.value).toBeInstanceOf(Error)
    expect(feed.rows.value).toHaveLength(50)
  })
})
