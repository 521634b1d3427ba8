/**
 * The newest head that this browser proved whole. It is kept on this computer alone, so that a
 * server that is rolled back or rewritten later cannot pass here unnoticed.
 */
import type { Kept } from './logcheck.ts'

const STORED_AS = 'greenlane.log.kept'

/** Null where nothing was proved here, or what is stored is not readable. */
export function readKept(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED_AS) ?? 'null') as Partial<Kept> | null
    const { origin, size, root, vkey, at } = kept ?? {}
    if (!origin || !Number.isSafeInteger(size) || !root || !vkey || !at) return null
    return kept as Kept
  } catch {
    return null
  }
}

export function keep(kept: Kept): void {
  localStorage.setItem(STORED_AS, JSON.stringify(kept))
}
