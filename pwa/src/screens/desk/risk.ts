/**
 * Which record a supervisor reads first, and what stands in the way of accepting one.
 *
 * The server decides in the end; these say it on screen before the button is pressed.
 */
import type { QueueRow, RecordDoc } from '@/wire/types.ts'

/** What was found weighs more than what failed, and that more than a rule's objection. */
function weigh(row: QueueRow): number[] {
  return [row.findings, row.fails, row.objections, row.result === 'release' ? 0 : 1]
}

/** Rows by risk, the gravest first; among equals the one that has waited longest. */
export function byRisk(rows: readonly QueueRow[]): QueueRow[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [weigh(a), weigh(b)]
    const at = left.findIndex((weight, i) => weight !== right[i])
    if (at >= 0) return (right[at] ?? 0) - (left[at] ?? 0)
    return Date.parse(a.received_at) - Date.parse(b.received_at)
  })
}

export type Obstacle =
  | { code: 'own_record' }
  | { code: 'photos_missing'; n: number }
  | { code: 'not_waiting' }

/** Why this person may not decide on this record; `decision` accept owes all photos. */
export function obstacleTo(
  decision: 'accept' | 'return',
  record: RecordDoc,
  user: string,
): Obstacle | null {
  if (record.state !== 'submitted') return { code: 'not_waiting' }
  const signers = [record.body.lead, record.body.recorder, record.actor]
  if (signers.includes(user)) return { code: 'own_record' }
  if (decision === 'accept' && record.photos_missing > 0) {
    return { code: 'photos_missing', n: record.photos_missing }
  }
  return null
}
