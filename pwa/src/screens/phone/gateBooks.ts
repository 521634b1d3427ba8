/** The gate's books on a phone: its own rows and outbox, with no network. */
import { arrivalDoubts, type ArrivalDoubt, type Expected, isSecondFace, type ScanAtGate } from '@/rules/arrivals.ts'
import type { AtGate, GateBooks, Recorded } from '@/screens/gate/gate.ts'
import { isHere, type GateCrate, type GateRead, type GateRun } from '@/rules/gate.ts'
import type { Store } from '@/store/types.ts'
import { instant } from '@/wire/time.ts'
import type { Crate, Role } from '@/wire/types.ts'
import { positionOf, quickly } from './judge.ts'
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
  const { code, also, number } = verdict
  return { text, crate, typed, verdict: code, also, number, token: typed ? null : verdict.token }
}

export function phoneBooks(open: () => Promise<Store>): GateBooks {
  const crateAt = async (key: string): Promise<GateCrate | null> => {
    const crate = await (await open()).crate(key)
    return crate && gateCrate(crate)
  }
  return {
    crate: crateAt,
    cratesOf: async (declaration) => (await (await open()).cratesOf(declaration)).map(gateCrate),
    arrive: async (at) => arrive(await open(), at),
    load: async () => (await (await open()).draft<GateRun>(GATE_DRAFT))?.value ?? null,
    save: async (run) => {
      const store = await open()
      await (run.scans.length ? store.saveDraft(GATE_DRAFT, run) : store.deleteDraft(GATE_DRAFT))
    },
  }
}

/** Tells of an arrival, unless this gate has just told of it. */
async function arrive(store: Store, at: AtGate): Promise<Recorded> {
  const [crate, me, here] = await Promise.all([store.crate(at.crate), store.me(), quickly()])
  const doubts = crate && me ? await doubtsOf(store, crate, { ...at, at: instant(), dev: me.dev }) : []
  if (doubts === null) return { recorded: false, doubts: [] }
  await store.record('crate.arrived', { ...at, ...positionOf(here) })
  return { recorded: true, doubts }
}

/** Null where there is nothing new to say of a crate that is here. */
async function doubtsOf(store: Store, crate: Crate, scan: ScanAtGate): Promise<ArrivalDoubt[] | null> {
  const record = crate.record === null ? null : await store.row('record', crate.record)
  const expected: Expected = {
    place: crate.place,
    destination: crate.label?.destination ?? null,
    arrived: crate.arrived,
    unpacked: record?.body.ended_at ?? null,
  }
  if (isSecondFace(expected, scan)) return null
  const doubts = arrivalDoubts(expected, scan)
  const told = crate.arrived === null || crate.arrived.number !== null
  return isHere(crate) && told && doubts.length === 0 ? null : doubts
}

function gateCrate({ id, n, total, goods, state, label }: Crate): GateCrate {
  return { id, n, total, state, goods: goods.name, label: label?.number ?? null }
}
