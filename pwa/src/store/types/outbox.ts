/** 待传箱: what has been signed, how far it has come, and what is still to go. */
import type { Kind, Objection, PhotoRef } from '../../wire/types.ts'
import type { EntryProof, EntryState, TrustWord } from './entry.ts'
import type { ArrivalProof, PhotoState } from './photo.ts'

export interface OutboxPhoto extends PhotoRef {
  sent: number
  state: PhotoState
  error: string | null
  /** `sealed`: that the office holds it is proved here, under a checkpoint of the log in hand. */
  trust: TrustWord
  /** The newest proof of that. */
  proof: ArrivalProof | null
}

/** One line of the outbox: an entry, its photos, and what the server said. */
export interface OutboxRow {
  id: string
  seq: number
  kind: Kind
  crate: string | null
  at: string
  actor: string
  state: EntryState
  trust: TrustWord
  /** The newest proof of it. */
  proof: EntryProof | null
  /** Where in the journal, and when it came there; null before. */
  pos: number | null
  received_at: string | null
  /** Why it was refused, quarantined or in conflict. */
  code: string | null
  objections: Objection[]
  photos: OutboxPhoto[]
  /** Of the entry and all its photos. */
  bytes: number
  sent: number
  /** Entry received and every photo stored. */
  complete: boolean
}

export interface Unsent {
  entries: number
  photos: number
  bytes_sent: number
  bytes_total: number
  oldest: string | null
}
