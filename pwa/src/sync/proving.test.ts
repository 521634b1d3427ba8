/** 证明一下: whatever is altered of an entry, its proof or the checkpoint, it says so and does not break. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aStore, crate, enrolled } from '../../tests/phone.ts'
import { TestServer } from '../../tests/server.ts'
import type { EntryProof, EntryRow, Store } from '../store/types.ts'
import { setBase } from './client.ts'
import { startSync } from './engine.ts'
import { proveOne, type Proving, type StepName } from './proving.ts'

let server: TestServer
let store: Store
let entry: EntryRow
let proof: EntryProof

beforeAll(async () => {
  server = new TestServer()
  setBase(await server.listen())
  server.journal.push('the.desk.begins')
  store = await aStore()
  await enrolled(store)
  const sync = startSync(store, { idleMs: 3_600_000, floorMs: 3_600_000, capMs: 3_600_000 })
  const ids = []
  for (let i = 0; i < 6; i++) ids.push((await store.record('crate.arrived', { crate: crate(1).id, number: null, gate: null })).id)
  for (let status = await sync.now(); status.state === 'syncing'; ) status = await sync.now()
  sync.stop()
  const found = await store.entry(ids[2] ?? '')
  const kept = found?.proofs.at(-1)
  if (!found || !kept) throw new Error('not proved')
  ;[entry, proof] = [found, kept]
  server.intercept = (request, response) => {
    request.socket.destroy() // from here on there is no network: the proof kept is what counts
    response.destroy()
    return true
  }
})

afterAll(async () => {
  store.close()
  await server.close()
})

/** The proof of that entry as if the phone had kept it so; the steps that failed. */
async function proved(row: Partial<EntryRow>, kept: Partial<EntryProof> = {}): Promise<[Proving, StepName[]]> {
  const altered = { ...entry, ...row, proofs: [{ ...proof, ...kept }] }
  const failed: StepName[] = []
  const phone = Object.create(store, { entry: { value: () => Promise.resolve(altered) } }) as Store
  const outcome = await proveOne(phone, entry.id, ({ name, good }) => {
    if (!good) failed.push(name)
  })
  return [outcome, failed]
}

/** The text with one character another one of its alphabet. */
function bentAt(text: string, at: number): string {
  const before = text.charAt(at)
  return text.slice(0, at) + (before === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
const places = (text: string, step = 1): number[] =>
  Array.from({ length: Math.ceil(text.length / step) }, (_, i) => i * step)

test('as it was kept it holds, without a network', async () => {
  expect(await proved({})).toEqual([{ outcome: 'good', offline: true }, []])
})

test('each character of the entry counts', async () => {
  for (const at of places(entry.jws)) {
    const [{ outcome }, failed] = await proved({ jws: bentAt(entry.jws, at) })
    expect([at, outcome]).toEqual([at, 'bad'])
    expect(failed).toContain('signature')
    expect(failed).toContain('checkpoint')
  }
})

test('each character of each hash of the path counts, and so does their order', async () => {
  for (const [n, hash] of proof.path.entries()) {
    for (const at of places(hash)) {
      const path = proof.path.with(n, bentAt(hash, at))
      const [{ outcome }] = await proved({}, { path })
      expect([n, at, outcome]).toEqual([n, at, 'bad'])
    }
  }
  const others = [[...proof.path].reverse(), proof.path.slice(1), [...proof.path, proof.path[0] ?? ''], []]
  for (const path of others) expect((await proved({}, { path }))[0].outcome).toBe('bad')
})

test('each character of the checkpoint counts', async () => {
  for (const at of places(proof.checkpoint)) {
    const [{ outcome }] = await proved({}, { checkpoint: bentAt(proof.checkpoint, at) })
    expect([at, outcome]).toEqual([at, 'bad'])
  }
})

test.each<[string, Partial<EntryProof>]>([
  ['its place', { pos: 2 }],
  ['a place beyond the log', { pos: 99 }],
  ['the size', { size: 6 }],
  ['when it was received', { received_at: '2013-05-10T06:05:00.001Z' }],
  ['how it was judged', { judged: 'quarantined:no_right' }],
])('%s counts', async (_, kept) => {
  const [{ outcome }, failed] = await proved({}, kept)
  expect(outcome).toBe('bad')
  expect(failed).toContain('checkpoint')
})
