/** A crate that somebody says is here, without a gate: what the arrival tells of its label. */
import type { Crate, CrateScannedIn } from '@/wire/types.ts'
import { positionOf, quickly } from './judge.ts'
import { lastScanOf } from './scanned.ts'

export async function reported(crate: Crate): Promise<CrateScannedIn> {
  const number = crate.label?.number ?? null
  const scan = lastScanOf(crate.id)
  const token = scan?.number === number ? scan?.token ?? null : null
  const how = token === null ? 'typed' : 'scanned'
  return { crate: crate.id, number, token, how, gate: null, place: null, ...positionOf(await quickly()) }
}
