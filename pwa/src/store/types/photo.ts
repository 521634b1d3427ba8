/** A photo as the phone keeps it, from the camera until its bytes may go. */
import type { PhotoInfo } from '../../wire/photo.ts'
import type { PhotoRef } from '../../wire/types.ts'
import type { EntryProof, EntryRow } from './entry.ts'

/** That the office holds a photo's bytes: its desk's entry that says so, and that this is in the log. */
export interface ArrivalProof extends EntryProof {
  jws: string
}

/** `draft`: no sealed entry owns it yet. `refused`: the server will not take these bytes. */
export type PhotoState = 'draft' | 'queued' | 'stored' | 'refused'

/** A photo as the phone keeps it; its bytes lie beside it (`photoBytes`). */
export interface PhotoRow extends PhotoRef {
  /** A JPEG of 320 px, empty where none could be made (a film clip), and in lists: `photo` has it. */
  thumb: ArrayBuffer
  /** The first entry that names it; null while it belongs to a draft. */
  owner: Pick<EntryRow, 'id' | 'place' | 'at'> | null
  state: PhotoState
  sent: number
  /** Why it does not go, as a code (`wrong_hash`, `too_large`, `not_a_photo`), or null. */
  error: string | null
  added_at: string
  /** When its bytes made room: long after the entry and all its photos were 已存证. */
  released_at: string | null
  /** What was known of the file as the camera made it. */
  original: PhotoInfo
  /** Kept for good, one for each log; absent before the first. */
  arrivals?: ArrivalProof[]
}

/**
 * `asItIs`: not a byte is changed, as the evidence behind a finding asks. `blind`: nor is it looked
 * at, since doing so has killed the page.
 */
export interface Keeping {
  asItIs?: boolean
  blind?: boolean
}

/** A file from the camera that waits to become a photo of its draft. */
export interface Intake {
  id: number
  /** Where in the draft it goes. */
  place: string
}

/** A photo just taken, already on disk. */
export interface AddedPhoto extends PhotoRef {
  original: PhotoInfo
}
