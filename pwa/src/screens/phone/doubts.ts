/** The open objections to a crate, as this phone was told of them. */
import type { Store } from '@/store/types.ts'
import type { Objection } from '@/wire/types.ts'

export async function doubtsOf(store: Store, crate: string): Promise<Objection[]> {
  const open = (await store.rows('objection')).filter(
    ({ state, crates }) => state === 'open' && crates.includes(crate),
  )
  return open
    .sort((a, b) => (a.raised_at < b.raised_at ? -1 : 1))
    .flatMap(({ code, details }) => details.map((detail) => ({ code, detail })))
}
