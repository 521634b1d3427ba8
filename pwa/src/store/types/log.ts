/** What this phone holds of the server's log, as one of its witnesses. */
import type { Checkpoint } from '../../wire/notes.ts'

/** A checkpoint in hand: signed by the log, and following every one held before it. */
export interface Held extends Checkpoint {
  note: string
  /** When this phone took it. */
  at: string
}

/**
 * How the server's log contradicts what it signed before. `rolled_back`: smaller than it was.
 * `rewritten`: another tree. `not_included`: an entry that it acknowledged is not there.
 * `another_log`: a log of another name, with no restore to explain it. `another_key`: a restore
 * whose log is signed by somebody else.
 */
export type DisputeSort =
  | 'rolled_back'
  | 'rewritten'
  | 'not_included'
  | 'another_log'
  | 'another_key'

/** A contradiction, with both sides as they were signed. Never overwritten. */
export interface Dispute {
  sort: DisputeSort
  found_at: string
  /** The note in hand when it was found. */
  held: string | null
  /** The notes that contradict it, as far as the server showed any; the first twenty. */
  shown: string[]
  /** The entry that is not there. */
  entry: string | null
  /** When the log agreed again with all that this phone holds. */
  ended_at: string | null
}

/** What this phone knows of the server's log: it is one of its witnesses. */
export interface LogMemory {
  vkey: string
  held: Held | null
  /** The newest checkpoints of logs before a restore, the last one at the end. */
  former: Held[]
  dispute: Dispute | null
  /** Disputes that have ended. */
  past: Dispute[]
  /** Notes that were handed in as evidence. */
  handed_in: string[]
}
