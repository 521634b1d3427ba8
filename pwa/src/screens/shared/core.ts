/** The one store and the one sync of this tab, opened when first asked for. */
import { effectScope, onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'
import { openStore } from '@/store/index.ts'
import type { Store, Topic } from '@/store/types.ts'
import { startSync } from '@/sync/engine.ts'
import type { Sync, SyncStatus } from '@/sync/types.ts'

export interface Core {
  store: Store
  sync: Sync
}

let opened: Promise<Core> | null = null

/** Rejects where the browser has no storage to offer; the next call tries again. */
export function core(): Promise<Core> {
  opened ??= open().catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}

async function open(): Promise<Core> {
  const store = await openStore()
  return { store, sync: startSync(store) }
}

/**
 * What `load` gives, loaded again whenever one of the topics changes in the store, here or in
 * another tab, and whenever a reactive value that `load` reads at once changes. `undefined` until
 * the first answer. Only the newest answer counts.
 */
export function useLive<T>(
  topics: readonly Topic[],
  load: (store: Store) => Promise<T>,
): ShallowRef<T | undefined> {
  const value = shallowRef<T>()
  const changed = shallowRef(0)
  const scope = effectScope() // a child of the screen's own, though it starts to watch later
  let newest = 0
  let loading = 0
  let isStale = false // what changes while it loads is loaded once more, not once for each change

  core().then(({ store }) => {
    if (!scope.active) return
    scope.run(() => {
      const stop = store.subscribe((found) => {
        if (!topics.some((topic) => found.has(topic))) return
        if (loading > 0) isStale = true
        else changed.value += 1
      })
      onScopeDispose(stop)
      watchEffect(() => {
        void changed.value
        const mine = ++newest
        loading += 1
        void load(store)
          .then((answer) => {
            if (scope.active && mine === newest) value.value = answer
          })
          .finally(() => {
            loading -= 1
            if (!isStale || loading > 0) return
            isStale = false
            changed.value += 1
          })
      })
    })
  }, noStorage)
  return value
}

/** How far sync has come; `null` until the store is open. */
export function useSync(): ShallowRef<SyncStatus | null> {
  const status = shallowRef<SyncStatus | null>(null)
  const scope = effectScope()
  core().then(({ sync }) => {
    if (!scope.active) return
    scope.run(() => onScopeDispose(sync.subscribe((now) => (status.value = now))))
  }, noStorage)
  return status
}

/** Nothing comes then; the router has led to sign-in, which says what is wrong with the browser. */
function noStorage(): void {
  return undefined
}
