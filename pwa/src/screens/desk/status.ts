/**
 * How much waits for somebody, for the strip above every screen of the desk and for its counts.
 * A status that cannot be read just now keeps the last one: no screen hangs on it.
 */
import { readonly, shallowRef, type ShallowRef } from 'vue'
import { ApiError } from '@/sync/client.ts'
import * as desk from '@/sync/desk.ts'
import type { DeskStatus } from '@/wire/types.ts'

const current = shallowRef<DeskStatus | null>(null)

export async function readStatus(): Promise<void> {
  try {
    current.value = await desk.status()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

export function forgetStatus(): void {
  current.value = null
}

export function useStatus(): Readonly<ShallowRef<DeskStatus | null>> {
  return readonly(current)
}
