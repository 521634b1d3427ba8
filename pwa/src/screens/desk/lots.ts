/** Deciding alike on all that wait in quarantine: lot after lot, until none is left to ask about. */
import { decideLot } from '@/sync/desk.ts'
import type { DecideLot } from '@/wire/types.ts'

export interface LotsDone {
  decided: number
  /** How many wait on, by the code of what keeps them. */
  left: Map<string, number>
}

export async function decideAll(
  asked: Omit<DecideLot, 'after'>,
  tell: (done: LotsDone, more: number) => void,
): Promise<LotsDone> {
  const done: LotsDone = { decided: 0, left: new Map() }
  let after = -1
  for (;;) {
    const lot = await decideLot({ ...asked, after })
    done.decided += lot.decided
    for (const { code } of lot.left) done.left.set(code, (done.left.get(code) ?? 0) + 1)
    tell(done, lot.more)
    if (lot.more === 0 || lot.after <= after) return done
    after = lot.after
  }
}
