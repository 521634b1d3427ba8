/** The phone as a witness: what it does when the server's log is not what it was. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Leaf, TestLog } from '../../tests/log.ts'
import { aStore, crate, enrolled, logOfEpoch, photo } from '../../tests/phone.ts'
import { json, problem, TestServer } from '../../tests/server.ts'
import type { Dispute, LogMemory, Store } from '../store/types.ts'
import { openEntry } from '../wire/seal.ts'
import type { InspectionRecorded } from '../wire/types.ts'
import { setBase } from './client.ts'
import { startSync } from './engine.ts'
import type { Sync, SyncStatus } from './types.ts'

const KEY = crate(1).id
const SLOW = { idleMs: 3_600_000, floorMs: 3_600_000, capMs: 3_600_000 }

let server: TestServer
let store: Store
let sync: Sync
let dev: string

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  server.journal.push('the.desk.begins') // a journal is never empty
  store = await aStore()
  dev = await enrolled(store)
  sync = startSync(store, SLOW)
})

afterEach(async () => {
  sync.stop()
  store.close()
  await server.close()
})

const arrive = (): Promise<{ id: string; jws: string }> =>
  store.record('crate.arrived', { crate: KEY, number: null, gate: null })

async function arrivals(count: number): Promise<SyncStatus> {
  for (let i = 0; i < count; i++) await arrive()
  return synced()
}

/** All that was wished for has been done. */
async function synced(): Promise<SyncStatus> {
  let status = await sync.now()
  while (status.state === 'syncing') status = await sync.now()
  return status
}

async function log(): Promise<LogMemory> {
  const held = await store.log()
  if (!held) throw new Error('not enrolled')
  return held
}

async function dispute(): Promise<Dispute> {
  const found = (await log()).dispute
  if (!found) throw new Error('no dispute')
  return found
}

const trusts = async (): Promise<string[]> => (await store.outbox()).map((row) => row.trust)

describe('in good order', () => {
  test('entries are proved, and the proofs kept', async () => {
    expect(await arrivals(3)).toMatchObject({ state: 'idle', dispute: null })
    expect(await trusts()).toEqual(['sealed', 'sealed', 'sealed'])
    const [first] = await store.outbox()
    expect(first).toMatchObject({ pos: 1, proof: { pos: 1, judged: 'stored', origin: 'localhost/journal/e1' } })
    expect(first?.proof?.checkpoint).toBe(await server.note(first?.proof?.size))
    expect((await log()).held).toMatchObject({ size: 4 })
  })

  test('neighbours are proved with one request, and nothing is proved twice', async () => {
    await arrivals(20)
    await synced()
    expect(server.log.filter((line) => line.includes('proofs')).length).toBeLessThan(20)
    expect(server.log.filter((line) => line.includes('/consistency')).length).toBeLessThan(20)
    server.log = []
    await synced()
    expect(server.log.filter((line) => line.includes('/log/'))).toEqual([])
  })

  test('an entry says which checkpoint was in hand, and a push which one is', async () => {
    const unseen = await arrive()
    expect(openEntry(unseen.jws).seen).toBeNull()
    await synced()
    const held = (await log()).held
    const { jws } = await arrive()
    const seen = { origin: held?.origin, size: held?.size, root: held?.root }
    expect(openEntry(jws).seen).toEqual(seen)
    await synced()
    expect(server.held.at(-1)).toEqual(seen)
  })

  test('what is quarantined is proved as that', async () => {
    server.verdicts.set(1, { answer: 'quarantined', code: 'no_right', pos: 0, received_at: '' })
    await arrivals(1)
    const [row] = await store.outbox()
    expect(row).toMatchObject({ state: 'quarantined', proof: { judged: 'quarantined:no_right' } })
  })

  test('two tabs at once leave one checkpoint, the larger', async () => {
    const other = await aStore(store.name)
    const second = startSync(other, SLOW)
    await Promise.all(Array.from({ length: 6 }, () => arrive()))
    await Promise.all([synced(), second.now()])
    await synced()
    expect((await log()).held?.size).toBe(server.journal.length)
    expect(await dispute().catch(() => null)).toBeNull()
    expect(new Set(await trusts())).toEqual(new Set(['sealed']))
    second.stop()
    other.close()
  })

  test('a server without proofs takes entries and photos all the same', async () => {
    server.intercept = (request, response) => {
      if (request.url?.startsWith('/api/log/') !== true) return false
      problem(response, 503, 'busy')
      return true
    }
    const { sha256 } = await store.addPhoto(photo('one'))
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
    expect(await synced()).toMatchObject({ state: 'error', unsentEntries: 0, unsentPhotos: 0 })
    expect(await trusts()).toEqual(['received'])
    server.intercept = () => false
    expect(await synced()).toMatchObject({ state: 'idle', lastError: null })
    expect(await trusts()).toEqual(['sealed'])
  })

  test('an app too old for pulls still sends its photos', async () => {
    server.intercept = (request, response) => {
      expect(request.headers['greenlane-client']).toMatch(/^[1-9][0-9]*$/)
      if (request.url?.startsWith('/api/changes') !== true) return false
      problem(response, 426, 'client_too_old')
      return true
    }
    const { sha256 } = await store.addPhoto(photo('two'))
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
    const status = await synced()
    expect(status.lastError).toMatchObject({ code: 'client_too_old' })
    expect(server.photos.has(sha256)).toBe(true)
    expect(await trusts()).toEqual(['sealed'])
  })
})

describe('an answer that nobody signed', () => {
  const answers: [string, (note: string) => unknown][] = [
    ['no checkpoint', () => null],
    ['an empty one', () => ''],
    ['one with a bit changed', (note) => note.replace(/\n1\n|\n2\n/, '\n9\n')],
    ['a login page', () => '<html>请登录</html>'],
  ]

  test.each(answers)('does not count: %s', async (_, bend) => {
    await synced()
    const held = (await log()).held
    const note = await server.note()
    server.intercept = (request, response) => {
      if (request.url === '/api/entries') {
        const stored = { answer: 'stored', pos: 1, received_at: '2013-05-10T06:05:00Z', objections: [] }
        json(response, 200, { epoch: 'e1', answers: [stored], checkpoint: bend(note) })
      } else json(response, 200, { epoch: 'e1', cursor: 'e1:9', more: false, changes: [], checkpoint: bend(note) })
      return true
    }
    expect((await arrivals(1)).lastError?.code).toBe('unsigned')
    expect(await trusts()).toEqual(['queued'])
    expect((await store.inner.memory())?.cursor).toBe('e1:1')
    expect(await log()).toMatchObject({ held, dispute: null })
  })

  test('does not count: a checkpoint that does not reach the entry', async () => {
    await synced()
    const old = await server.note()
    server.intercept = (request, response) => {
      if (request.url !== '/api/entries') return false
      const stored = { answer: 'stored', pos: 1, received_at: '2013-05-10T06:05:00Z', objections: [] }
      json(response, 200, { epoch: 'e1', answers: [stored], checkpoint: old })
      return true
    }
    expect((await arrivals(1)).lastError?.code).toBe('unsigned')
    expect(await trusts()).toEqual(['queued'])
  })
})

describe('a log that contradicts itself', () => {
  test('rolled back: said so, with both notes, and what was lost is offered again', async () => {
    await arrivals(3)
    const held = (await log()).held?.note
    server.journal.splice(2)
    const lost = await server.note()
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'rolled_back' } })
    expect(await dispute()).toMatchObject({ held, sort: 'rolled_back' })
    expect((await dispute()).shown).toContain(lost)
    expect(server.has(dev)).toEqual([1, 2, 3]) // given again, as they were
    expect((await log()).held?.note).toBe(held) // never overwritten
    expect(server.evidence).toEqual([held])
    await synced()
    expect(server.evidence).toEqual([held]) // handed in once
  })

  test('rolled back and grown beyond what it was: found by its tree', async () => {
    await arrivals(3)
    server.journal.splice(2)
    server.journal.push('another.entry.there', 'another.entry.too', 'and.one.more')
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'rewritten' } })
    expect(await trusts()).not.toContain('sealed')
  })

  test('rolled back to before this phone was enrolled', async () => {
    await arrivals(2)
    server.journal.splice(1)
    const refused = { answer: 'refused', code: 'unknown_device', detail: '' } as const
    for (const seq of [1, 2, 3]) server.verdicts.set(seq, refused)
    await arrive()
    expect((await synced()).dispute?.sort).toBe('rolled_back')
    expect(sync.status.lastError?.code).toBe('unknown_device')
  })

  test('rewritten at the same size', async () => {
    await arrivals(2)
    const held = (await log()).held
    server.leaves = (leaves) => leaves.map((leaf, i) => (i === 0 ? { ...leaf, jws: 'x.y.z' } : leaf))
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'rewritten' } })
    const { shown } = await dispute()
    expect(shown).toContain(await server.note(held?.size))
  })

  const forge = (change: (leaf: Leaf) => Leaf) => (leaves: Leaf[]) =>
    leaves.map((leaf, i) => (i === 1 ? change(leaf) : leaf))

  test.each<[string, (leaf: Leaf) => Leaf]>([
    ['other bytes', (leaf) => ({ ...leaf, jws: `${leaf.jws}x` })],
    ['another time', (leaf) => ({ ...leaf, received_at: '2013-05-10T06:05:00.999Z' })],
    ['another verdict', (leaf) => ({ ...leaf, judged: 'quarantined:no_right' })],
  ])('acknowledged, but entered with %s', async (_, change) => {
    server.leaves = forge(change)
    expect(await arrivals(1)).toMatchObject({ state: 'disputed', dispute: { sort: 'not_included' } })
    expect(await trusts()).toEqual(['received'])
    const [row] = await store.outbox()
    expect((await dispute()).entry).toBe(row?.id)
  })

  test('a fork, signed for this phone alone, shows at the next sync', async () => {
    await arrivals(2)
    server.leaves = (leaves) => [...leaves.slice(0, -1), { jws: 'f.o.rk', received_at: '', judged: 'stored' }]
    server.journal.push('a.b.c')
    await synced()
    server.leaves = null
    server.journal.push('d.e.f')
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'rewritten' } })
  })

  test('another log in the same epoch', async () => {
    await arrivals(1)
    server.signer = new TestLog('localhost/journal/elsewhere')
    await arrive()
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'another_log' } })
    expect(await trusts()).toContain('queued')
  })

  test('the dispute is told after a restart, and to a tab that is opened later', async () => {
    await arrivals(3)
    server.journal.splice(1)
    await synced()
    const later = await aStore(store.name)
    const status = startSync(later, SLOW)
    expect((await status.now()).dispute?.sort).toBe('rolled_back')
    status.stop()
    later.close()
  })

  test('ends when the true journal is back; what was seen is kept', async () => {
    await arrivals(3)
    const whole = { journal: [...server.journal], times: new Map(server.times) }
    server.journal.splice(1)
    expect((await synced()).state).toBe('disputed')
    Object.assign(server, whole)
    expect(await synced()).toMatchObject({ state: 'idle', dispute: null })
    await synced()
    expect(await trusts()).toEqual(['sealed', 'sealed', 'sealed'])
    expect((await log()).past).toMatchObject([{ sort: 'rolled_back' }])
    expect((await log()).past[0]?.ended_at).not.toBeNull()
  })
})

describe('a restore', () => {
  test('under the same key begins a new log; the old head is kept and handed in', async () => {
    await arrivals(3)
    const before = (await log()).held
    Object.assign(server, { epoch: 'e2', journal: ['the.desk.restored'] })
    expect(await synced()).toMatchObject({ state: 'idle', dispute: null })
    expect(server.has(dev)).toEqual([1, 2, 3])
    const now = await log()
    expect(now.held).toMatchObject({ origin: 'localhost/journal/e2', size: 4 })
    expect(now.vkey).toBe(await logOfEpoch('e2').vkey())
    expect(now.former).toEqual([before])
    expect(server.evidence).toEqual([before?.note])
    const [row] = await store.outbox()
    expect((await store.entry(row?.id ?? ''))?.proofs.map(({ origin }) => origin)).toEqual([
      'localhost/journal/e1',
      'localhost/journal/e2',
    ])
    expect(await trusts()).toEqual(['sealed', 'sealed', 'sealed'])
  })

  test('under another key is no restore', async () => {
    await arrivals(2)
    const held = (await log()).held
    Object.assign(server, { epoch: 'e2', journal: [] })
    server.signer = new TestLog('localhost/journal/e2', new Uint8Array(32).fill(7))
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'another_key' } })
    expect(await log()).toMatchObject({ held, former: [] })
    expect((await store.inner.memory())?.epoch).toBe('e1')
    expect(server.has(dev)).toEqual([])
  })

  test('to a log that this phone has left behind is a dispute', async () => {
    await arrivals(2)
    const old = { epoch: 'e1', journal: [...server.journal], times: new Map(server.times) }
    Object.assign(server, { epoch: 'e2', journal: ['the.desk.restored'] })
    await synced()
    Object.assign(server, old)
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'another_log' } })
    expect((await store.inner.memory())?.epoch).toBe('e2')
  })

  test('in the old log’s name is a dispute', async () => {
    await arrivals(2)
    Object.assign(server, { epoch: 'e2', journal: [], signer: logOfEpoch('e1') })
    expect(await synced()).toMatchObject({ state: 'disputed', dispute: { sort: 'another_log' } })
  })
})
