/** How much room is left, and whether the browser promised to keep what is here. */
import type { StorageState } from './types.ts'

export const LOW_BYTES = 200 * 1024 * 1024

type Space = Omit<StorageState, 'oldest_unsent'>

export async function space(): Promise<Space> {
  const storage = manager()
  const { usage, quota } = (await storage?.estimate?.()) ?? {}
  const free = usage === undefined || quota === undefined ? null : Math.max(0, quota - usage)
  return {
    usage_bytes: usage ?? null,
    quota_bytes: quota ?? null,
    free_bytes: free,
    low: free !== null && free < LOW_BYTES,
    persisted: (await storage?.persisted?.()) ?? null,
  }
}

/** Ask never to be evicted. False where the browser says no, or cannot say. */
export async function persist(): Promise<boolean> {
  return (await manager()?.persist?.()) ?? false
}

/** Older browsers, and pages that are not secure, have none of it. */
function manager(): Partial<StorageManager> | undefined {
  return typeof navigator === 'undefined'
    ? undefined
    : (navigator as Partial<Pick<Navigator, 'storage'>>).storage
}
