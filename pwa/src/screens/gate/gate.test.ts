/** A truck of 26 crates, scanned as fast as a hand can, with all that goes wrong at a gate. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { GateCrate, GateRead, GateRun } from '@/rules/gate.ts'
import { type GateBooks, useGate } from './gate.ts'

const NO = '210900113004217'

/** Books on paper. */
class Paper implements GateBooks {
  arrivals: [string, string | null, string | null][] = []
  kept: GateRun | null = null
  fails = false

  crate(key: string): Promise<GateCrate | null> {
    const [declaration, n] = key.split('/')
    if (declaration !== NO) return Promise.resolve(null)
    const here = this.arrivals.some(([crate]) => crate === key)
    const state = here ? 'arrived' : 'labelled'
    return Promise.resolve({ id: key, n: Number(n), total: 26, goods: '郁金香', state, label: `L${String(n)}` })
  }

  async cratesOf(declaration: string): Promise<GateCrate[]> {
    const all = await Promise.all(Array.from({ length: 26 }, (_, i) => this.crate(`${declaration}/${String(i + 1)}`)))
    return all.filter((crate) => crate !== null)
  }

  async arrive(crate: string, number: string | null, gate: string | null): Promise<boolean> {
    if (this.fails) throw new Error('no network')
    const isNew = (await this.crate(crate))?.state !== 'arrived'
    if (isNew) this.arrivals.push([crate, number, gate])
    return isNew
  }

  load = (): Promise<GateRun | null> => Promise.resolve(this.kept)

  save(run: GateRun): Promise<void> {
    this.kept = structuredClone(run)
    return Promise.resolve()
  }
}

const read = (n: number, more: Partial<GateRead> = {}): GateRead => ({
  ...{ text: `T${String(n)}`, verdict: 'valid', also: [], number: `L${String(n)}`, crate: `${NO}/${String(n)}` },
  ...{ typed: false, ...more },
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
    gate.name('东门')
    await Promise.all(Array.from({ length: 26 }, (_, i) => [gate.take(read(i + 1)), gate.take(read(i + 1))]).flat())
    expect(paper.arrivals).toHaveLength(26)
    expect(new Set(paper.arrivals.map(([crate]) => crate)).size).toBe(26)
    expect(paper.arrivals[0]).toEqual([`${NO}/1`, 'L1', '东门'])
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
    expect(paper.arrivals).toEqual([[`${NO}/4`, 'L4', null]])
    expect(gate.grids.value[0]?.cells[3]?.state).toBe('seen')
    expect(paper.kept?.scans).toMatchObject([{ fate: 'let_in', doubt: 'expired' }])
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
