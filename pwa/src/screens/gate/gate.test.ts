/** A truck of 26 crates, scanned as fast as a hand can, with all that goes wrong at a gate. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { ArrivalDoubt } from '@/rules/arrivals.ts'
import { type GateCrate, type GateRead, type GateRun, mayLetIn } from '@/rules/gate.ts'
import { type AtGate, type GateBooks, type Recorded, useGate } from './gate.ts'

const NO = '210900113004217'
const SITE = { code: 'JZEXPO', zh: '锦州世园会园区', en: 'Jinzhou Expo site' }

/** Books on paper. */
class Paper implements GateBooks {
  arrivals: AtGate[] = []
  doubts: ArrivalDoubt[] = []
  kept: GateRun | null = null
  fails = false

  crate(key: string): Promise<GateCrate | null> {
    const [declaration, n] = key.split('/')
    if (declaration !== NO) return Promise.resolve(null)
    const here = this.arrivals.some(({ crate }) => crate === key)
    const state = here ? 'arrived' : 'labelled'
    return Promise.resolve({ id: key, n: Number(n), total: 26, goods: '郁金香', state, label: `L${String(n)}` })
  }

  async cratesOf(declaration: string): Promise<GateCrate[]> {
    const all = await Promise.all(Array.from({ length: 26 }, (_, i) => this.crate(`${declaration}/${String(i + 1)}`)))
    return all.filter((crate) => crate !== null)
  }

  async arrive(at: AtGate): Promise<Recorded> {
    if (this.fails) throw new Error('no network')
    const recorded = this.doubts.length > 0 || (await this.crate(at.crate))?.state !== 'arrived'
    if (recorded) this.arrivals.push(at)
    return { recorded, doubts: this.doubts }
  }

  load = (): Promise<GateRun | null> => Promise.resolve(this.kept)

  save(run: GateRun): Promise<void> {
    this.kept = structuredClone(run)
    return Promise.resolve()
  }
}

const read = (n: number, more: Partial<GateRead> = {}): GateRead => ({
  ...{ text: `T${String(n)}`, verdict: 'valid', also: [], number: `L${String(n)}`, crate: `${NO}/${String(n)}` },
  ...{ typed: false, token: `T${String(n)}`, ...more },
})

let stored: Map<string, string>
beforeEach(() => {
  stored = new Map()
  const storage = { getItem: (key: string) => stored.get(key) ?? null, setItem: (k: string, v: string) => stored.set(k, v) }
  Object.assign(globalThis, { localStorage: storage })
})

describe('a truck', () => {
  test('of 26 is recorded crate by crate, each once, though both faces are scanned', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    gate.setName('东门')
    gate.setPlace(SITE)
    await Promise.all(Array.from({ length: 26 }, (_, i) => [gate.take(read(i + 1)), gate.take(read(i + 1))]).flat())
    expect(paper.arrivals).toHaveLength(26)
    expect(new Set(paper.arrivals.map(({ crate }) => crate)).size).toBe(26)
    expect(paper.arrivals[0]).toEqual({
      ...{ crate: `${NO}/1`, number: 'L1', token: 'T1', how: 'scanned', gate: '东门', place: SITE },
    })
    expect(gate.grids.value).toMatchObject([{ here: 26, travelling: 26, missing: [] }])
    expect(gate.last.value?.kind).toBe('again')
  })

  test('goes on where it was after a restart, and names what is missing', async () => {
    const paper = new Paper()
    const before = useGate(paper)
    for (const n of [1, 2, 5]) await before.take(read(n))
    const after = useGate(paper)
    await after.open()
    expect(after.grids.value[0]?.missing.map(({ n }) => n).slice(0, 3)).toEqual([3, 4, 6])
  })

  test('with a doubtful crate sets it aside, and lets it in when a person says so', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    await gate.take(read(4, { verdict: 'expired' }))
    expect(gate.last.value).toMatchObject({ kind: 'aside', doubt: 'expired' })
    expect(paper.arrivals).toEqual([])
    expect(gate.grids.value[0]?.cells[3]?.state).toBe('doubt')
    const [scan] = gate.run.value.scans
    if (scan) await gate.letIn(scan)
    expect(paper.arrivals).toMatchObject([{ crate: `${NO}/4`, number: 'L4', gate: null, place: null }])
    expect(gate.grids.value[0]?.cells[3]?.state).toBe('seen')
    expect(paper.kept?.scans).toMatchObject([{ fate: 'let_in', doubt: 'expired' }])
  })

  test('with a photocopy is told of it, and nobody can wave the crate through', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    await gate.take(read(4))
    await gate.next()
    paper.doubts = ['arrived_twice']
    await gate.take(read(4))
    expect(paper.arrivals).toHaveLength(2)
    expect(gate.last.value).toMatchObject({ kind: 'aside', doubt: 'arrived_twice' })
    expect(gate.grids.value[0]?.cells[3]?.state).toBe('doubt')
    expect(gate.run.value.scans.map(mayLetIn)).toEqual([false])
  })

  test('with some other code on a crate takes no note of it', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    await gate.take(read(1, { verdict: 'not_ours', crate: null, number: null }))
    expect(gate.last.value?.kind).toBe('foreign')
    expect(gate.run.value.scans).toEqual([])
  })

  test('where an arrival could not be recorded may scan the crate again', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    paper.fails = true
    await gate.take(read(1))
    expect(gate.failure.value).toBeInstanceOf(Error)
    expect(gate.run.value.scans).toEqual([])
    paper.fails = false
    await gate.take(read(1))
    expect([gate.failure.value, paper.arrivals.length]).toEqual([null, 1])
  })

  test('is followed by the next, and what was recorded stays', async () => {
    const paper = new Paper()
    const gate = useGate(paper)
    await gate.take(read(1))
    await gate.next()
    expect([gate.run.value.scans, gate.grids.value, gate.last.value]).toEqual([[], [], null])
    await gate.take(read(1))
    expect(gate.last.value?.kind).toBe('before')
    expect(paper.arrivals).toHaveLength(1)
  })
})
