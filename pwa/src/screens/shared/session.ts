/**
 * Who is signed in at the server, shared by all screens of this tab.
 *
 * `undefined` until asked for the first time. A phone works without a session; a desk does not.
 */
import { readonly, shallowRef } from 'vue'
import { ApiError } from '@/sync/client.ts'
import * as server from '@/sync/desk.ts'
import type { SessionInfo } from '@/wire/types.ts'
import { core } from './core.ts'

const current = shallowRef<SessionInfo | null | undefined>(undefined)

/** Ask the server, once; later calls answer from memory. Throws ApiError where it cannot be asked. */
export async function session(): Promise<SessionInfo | null> {
  if (current.value === undefined) current.value = await server.session()
  return current.value
}

/** Ask again: after an enrolment, or when the server said that the session has ended. */
export async function refreshSession(): Promise<SessionInfo | null> {
  current.value = undefined
  return session()
}

export async function signIn(user: string, password: string): Promise<SessionInfo> {
  const signedIn = await server.signIn(user, password)
  current.value = signedIn
  const { store, sync } = await core()
  const me = await store.me()
  if (me?.hidden && me.user === signedIn.user) await store.unhide(signedIn.user)
  if (me) void sync.now()
  return signedIn
}

/**
 * End the session and hide what is on this device. Deletes nothing: what is queued goes out under
 * whoever signs in next. Works without a network; the server's session then runs out by itself.
 */
export async function signOut(): Promise<void> {
  const { store } = await core()
  if (await store.me()) await store.hide()
  current.value = null
  try {
    await server.signOut()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

export function useSession() {
  return { current: readonly(current) }
}
