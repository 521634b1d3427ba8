/**
 * A truck at the gate, on a phone or at a desk: the same steps over different books.
 *
 * Guarantees: scans are taken one after the other, however fast they come; an arrival is recorded
 * before it shows; the truck as it stands is kept at every step, so that leaving loses nothing.
 */
import { ref, shallowRef } from 'vue'
import {
  declarationsOf, earlier, fateOf, type GateCrate, type GateRead, type GateRun, type GateScan, type Grid, gridOf,
  isForeign, newRun,
} from '@/rules/gate.ts'
import type { ArrivalDoubt } from '@/rules/arrivals.ts'
import { instant } from '@/wire/time.ts'
import type { GatePlace } from '@/wire/types.ts'

/** A label at this gate, as an arrival tells it. */
export interface AtGate {
  crate: string
  number: string | null
  token: string | null
  how: 'scanned' | 'typed'
  /** What people call the gate. */
  gate: string | null
  /** The designated place whose gate it is. */
  place: GatePlace | null
}

/** `recorded` is false where nothing new was to be said; `doubts` are those to this arrival. */
export interface Recorded {
  recorded: boolean
  doubts: ArrivalDoubt[]
}

/** Where crates are looked up and arrivals recorded. */
export interface GateBooks {
  crate(key: string): Promise<GateCrate | null>
  cratesOf(declaration: string): Promise<GateCrate[]>
  arrive(at: AtGate): Promise<Recorded>
  load(): Promise<GateRun | null>
  save(run: GateRun): Promise<void>
}

/** What the last scan came to. `again`: on this truck already; `foreign`: no label of ours. */
export interface Last {
  kind: GateScan['fate'] | 'again' | 'foreign'
  read: GateRead
  doubt: GateScan['doubt']
  crate: GateCrate | null
  /** Grows with each scan. */
  no: number
}

const NAME_STORED_AS = 'greenlane.gate'
const PLACE_STORED_AS = 'greenlane.gate.place'

export function useGate(books: GateBooks) {
  const run = shallowRef<GateRun>(newRun(instant()))
  const grids = shallowRef<Grid[]>([])
  const last = shallowRef<Last | null>(null)
  const failure = shallowRef<unknown>(null)
  const name = ref(localStorage.getItem(NAME_STORED_AS) ?? '')
  const place = shallowRef(storedPlace())
  let queue: Promise<unknown> = Promise.resolve()
  let no = 0

  /** One after the other; what fails is shown, and the next goes on. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    const done = queue.then(async () => {
      try {
        failure.value = null
        await step()
      } catch (error) {
        failure.value = error
      }
    })
    queue = done
    return done
  }

  async function refresh(): Promise<void> {
    grids.value = await Promise.all(
      declarationsOf(run.value).map(async (declaration) =>
        gridOf(run.value, declaration, await books.cratesOf(declaration)),
      ),
    )
  }

  async function keep(scans: GateScan[]): Promise<void> {
    run.value = { ...run.value, scans }
    await books.save(run.value)
    await refresh()
  }

  function show(kind: Last['kind'], read: GateRead, crate: GateCrate | null, doubt: Last['doubt'] = null): void {
    last.value = { kind, read, crate, doubt, no: ++no }
  }

  function arrive(crate: string, { number, token = null, typed }: GateRead): Promise<Recorded> {
    const how = typed ? 'typed' : 'scanned'
    return books.arrive({ crate, number, token, how, gate: name.value.trim() || null, place: place.value })
  }

  async function taken(read: GateRead): Promise<void> {
    const crate = read.crate === null ? null : await books.crate(read.crate)
    if (isForeign(read)) return show('foreign', read, null)
    const known = earlier(run.value, read)
    if (known) return show(known.fate === 'aside' ? 'aside' : 'again', read, crate, known.doubt)
    const { fate, doubt } = await fateNow(read, crate)
    await keep([...run.value.scans, { ...read, at: instant(), fate, doubt }])
    show(fate, read, crate, doubt)
  }

  /** A crate that is here already is told of once more: only its books know whether that is news. */
  async function fateNow(read: GateRead, crate: GateCrate | null): Promise<Pick<GateScan, 'fate' | 'doubt'>> {
    const judged = fateOf(read, crate)
    if (judged.fate === 'aside' || read.crate === null) return judged
    const { recorded, doubts } = await arrive(read.crate, read)
    if (doubts[0]) return { fate: 'aside', doubt: doubts[0] }
    return { fate: recorded ? judged.fate : 'before', doubt: null }
  }

  async function letIn(scan: GateScan): Promise<void> {
    if (scan.crate === null) return
    await arrive(scan.crate, scan)
    await keep(run.value.scans.map((one) => (one === scan ? { ...scan, fate: 'let_in' } : one)))
  }

  return {
    run,
    grids,
    last,
    failure,
    name,
    place,
    open: () =>
      inTurn(async () => {
        run.value = (await books.load()) ?? run.value
        await refresh()
      }),
    take: (read: GateRead) => inTurn(() => taken(read)),
    /** A person has compared the crate and takes it in all the same. */
    letIn: (scan: GateScan) => inTurn(() => letIn(scan)),
    refresh: () => inTurn(refresh),
    /** The next truck. What was recorded stays recorded. */
    next: () =>
      inTurn(async () => {
        last.value = null
        run.value = newRun(instant())
        await books.save(run.value)
        await refresh()
      }),
    setName: (gate: string) => {
      name.value = gate
      localStorage.setItem(NAME_STORED_AS, gate)
    },
    setPlace: (where: GatePlace | null) => {
      place.value = where
      localStorage.setItem(PLACE_STORED_AS, JSON.stringify(where))
    },
  }
}

function storedPlace(): GatePlace | null {
  try {
    return JSON.parse(localStorage.getItem(PLACE_STORED_AS) ?? 'null') as GatePlace | null
  } catch {
    return null
  }
}
