/** From what a hand scanner typed to the screen it leads to: the crate, or the bare verdict. */
import type { Store } from '@/store/types.ts'
import { judgeRead, judgeScan, quickly } from './judge.ts'
import { rememberScan, type Scanned } from './scanned.ts'

/** Judged as a label's code or number; a number that no list here knows comes back as `unknown`. */
export async function readByHand(store: Store, text: string): Promise<Scanned | { unknown: string }> {
  const here = await quickly()
  const found = await judgeRead(store, text, here)
  if ('unknown' in found) return found
  return 'found' in found ? found.found : judgeScan(store, text, here)
}

/** Where a scan leads; from there on it is the last one. */
export async function routeTo(store: Store, scanned: Scanned): Promise<string> {
  rememberScan(scanned)
  const known = scanned.crate !== null && (await store.crate(scanned.crate)) !== null
  return known && scanned.crate ? `/crates/${scanned.crate}?scanned=1` : '/verdict'
}
