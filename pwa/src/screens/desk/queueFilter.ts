/** What the queue is narrowed to: a link that can be sent on. Pure. */
import type { QueueRow } from '@/wire/types.ts'

const HOLDS = {
  findings: (row: QueueRow) => row.findings > 0,
  fails: (row: QueueRow) => row.fails > 0,
  objections: (row: QueueRow) => row.objections > 0,
  missing: (row: QueueRow) => row.photos_missing > 0,
  amended: (row: QueueRow) => row.amended,
}
export type Only = keyof typeof HOLDS

/** What an address asks for; null for all, and for what nobody knows. */
export function onlyOf(asked: unknown): Only | null {
  return typeof asked === 'string' && Object.hasOwn(HOLDS, asked) ? (asked as Only) : null
}

export function narrowed(rows: readonly QueueRow[], only: Only | null): QueueRow[] {
  return only ? rows.filter(HOLDS[only]) : [...rows]
}

/** Each filter that would leave something, with how much; the one in force always. */
export function offered(rows: readonly QueueRow[], now: Only | null): { only: Only; n: number }[] {
  const all = (Object.keys(HOLDS) as Only[]).map((only) => ({ only, n: rows.filter(HOLDS[only]).length }))
  return all.filter(({ only, n }) => n > 0 || only === now)
}
