/** The gate's books on a phone: its own rows and outbox, with no network. */
import type { GateBooks } from '@/screens/gate/gate.ts'
import { isHere, type GateCrate, type GateRead, type GateRun } from '@/rules/gate.ts'
import type { Store } from '@/store/types.ts'
import type { Crate, Role } from '@/wire/types.ts'
import type { Scanned } from './scanned.ts'

export const GATE_DRAFT = 'gate'
/** Whose arrivals count; the rules on the server say the same. */
const MAY_RECORD: readonly Role[] = ['inspector', 'port']

export async function mayRecordArrivals(store: Store): Promise<boolean> {
  const me = await store.me()
  const person = me && (await store.row('person', me.user))
  return person?.roles.some((role) => MAY_RECORD.includes(role)) === true
}

export function gateRead({ text, verdict, crate, typed }: Scanned): GateRead {
  return { text, crate, typed, verdict: verdict.code, also: verdict.also, number: verdict.number }
}

export function phoneBooks(open: () => Promise<Store>): GateBooks {
  const crateAt = async (key: string): Promise<GateCrate | null> => {
    const crate = await (await open()).crate(key)
    return crate && gateCrate(crate)
  }
  return {
    crate: crateAt,
    cratesOf: async (declaration) => (await (await open()).cratesOf(declaration)).map(gateCrate),
    arrive: async (crate, number, gate) => {
      const known = await crateAt(crate)
      if (known && isHere(known)) return false
      await (await open()).record('crate.arrived', { crate, number, gate })
      return true
    },
    load: async () => (await (await open()).draft<GateRun>(GATE_DRAFT))?.value ?? null,
    save: async (run) => {
      const store = await open()
      await (run.scans.length ? store.saveDraft(GATE_DRAFT, run) : store.deleteDraft(GATE_DRAFT))
    },
  }
}

function gateCrate({ id, n, total, goods, state, label }: Crate): GateCrate {
  return { id, n, total, state, goods: goods.name, label: label?.number ?? null }
}
