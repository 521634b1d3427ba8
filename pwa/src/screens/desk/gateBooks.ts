/** The gate's books at a desk: the server's, with the truck as it stands kept in this browser. */
import type { ArrivalDoubt } from '@/rules/arrivals.ts'
import { type GateCrate, type GateRead, type GateRun, isArrivalDoubt } from '@/rules/gate.ts'
import type { GateBooks } from '@/screens/gate/gate.ts'
import * as desk from '@/sync/desk.ts'
import type { CrateRow, Judged } from '@/wire/types.ts'

const MOST_CRATES = 2_000

/** `user` is who stands at the gate: the next person begins a truck of their own. */
export function deskBooks(user: string): GateBooks {
  const storedAs = `greenlane.truck.${user}`
  const cratesOf = async (declaration: string): Promise<GateCrate[]> => {
    const { crates } = await desk.crates({ declaration, limit: MOST_CRATES })
    return crates.map((row) => gateCrate(row, crates.length))
  }
  return {
    cratesOf,
    crate: async (key) => {
      const crates = await cratesOf(key.split('/')[0] ?? '')
      return crates.find(({ id }) => id === key) ?? null
    },
    arrive: async ({ place, ...at }) => {
      const { recorded, objections } = await desk.arrive({ ...at, place: place?.code ?? null })
      return { recorded, doubts: objections.map(({ code }) => code as ArrivalDoubt).filter(isArrivalDoubt) }
    },
    load: () => Promise.resolve(read(storedAs)),
    save: (run) => {
      localStorage.setItem(storedAs, JSON.stringify(run))
      return Promise.resolve()
    },
  }
}

export function gateRead(text: string, { verdict, also, number, token, typed, crate, facts }: Judged): GateRead {
  const named = facts && `${facts.declaration}/${String(facts.n)}`
  return { text, verdict, also, number, typed, token: typed ? null : token, crate: crate?.id ?? named }
}

function gateCrate({ id, goods, state, label }: CrateRow, total: number): GateCrate {
  return { id, n: Number(id.split('/')[1]), total, goods, state, label }
}

function read(storedAs: string): GateRun | null {
  try {
    const run = JSON.parse(localStorage.getItem(storedAs) ?? 'null') as Partial<GateRun> | null
    return run?.version === 1 && Array.isArray(run.scans) ? (run as GateRun) : null
  } catch {
    return null
  }
}
