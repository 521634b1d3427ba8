/** How the state of the network and of the queue is shown. */
import type { Dispute } from '../store/types.ts'
import type { ApiError } from './client.ts'

/**
 * `idle`: in touch. `syncing`: at it, and answered or not in trouble before. `offline`: no answer. `captive`: something else answers (a Wi-Fi login page).
 * `sign_in`: the server wants a sign-in first. `disputed`: in touch, but with a server whose log
 * contradicts what it signed before; see `dispute`. `error`: see `lastError`.
 */
export type SyncState = 'idle' | 'syncing' | 'offline' | 'captive' | 'sign_in' | 'disputed' | 'error'

export interface SyncStatus {
  state: SyncState
  /** RFC 3339, or null before the first. */
  lastSuccess: string | null
  lastError: ApiError | null
  bytesSent: number
  bytesTotal: number
  unsentEntries: number
  unsentPhotos: number
  /** When the oldest unsent entry was sealed. */
  oldestUnsent: string | null
  /** The contradiction that stands, with both signed notes, in whatever state sync is. */
  dispute: Dispute | null
}

export interface Sync {
  readonly status: SyncStatus
  /** Called at once and after each change. Returns how to stop. */
  subscribe(listener: (status: SyncStatus) => void): () => void
  /** The button 立即上传: try now. Resolves when this round is over. */
  now(): Promise<SyncStatus>
  stop(): void
}
