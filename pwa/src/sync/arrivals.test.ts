/** 已存证 of photos: proved one by one, and only then may they make room. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, crate, enrolled, photo } from '../../tests/phone.ts'
import { TestServer } from '../../tests/server.ts'
import type { Store } from '../store/types.ts'
import type { InspectionRecorded } from '../wire/types.ts'
import { setBase } from './client.ts'
import { startSync } from './engine.ts'
import type { Sync, SyncStatus } from './types.ts'

const KEY = crate(1).id
const SLOW = { idleMs: 3_600_000, floorMs: 3_600_000, capMs: 3_600_000 }

let server: TestServer
let store: Store
let sync: Sync

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  server.journal.push('the.desk.begins') // a journal is never empty
  store = await aStore()
  await enrolled(store)
  sync = startSync(store, SLOW)
})

afterEach(async () => {
  sync.stop()
  store.close()
  await server.close()
})

/** All that was wished for has been done. */
async function synced(): Promise<SyncStatus> {
  let status = await sync.now()
  while (status.state === 'syncing') status = await sync.now()
  return status
}

const trusts = async (): Promise<string[]> => (await store.outbox()).map((row) => row.trust)

async function inspected(): Promise<{ sha256: string; size: number }> {
  const { sha256, size } = await store.addPhoto(photo(`photo ${String(Math.random())}`))
  await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
  await synced()
  return { sha256, size }
}

const photoTrusts = async (): Promise<string[]> =>
  (await store.outbox()).flatMap((row) => row.photos.map(({ trust }) => trust))

describe('photos', () => {
  test('are 已存证 once the entry that says they are stored is proved, and not before', async () => {
    const { sha256, size } = await inspected()
    expect(await trusts()).toEqual(['sealed'])
    expect(await photoTrusts()).toEqual(['received'])
    server.attest(sha256, { sha256, size })
    await synced()
    expect(await photoTrusts()).toEqual(['sealed'])
    const [proof] = (await store.photo(sha256))?.arrivals ?? []
    expect(proof).toMatchObject({ pos: 2, judged: 'stored', size: 3, origin: 'localhost/journal/e1' })
    expect(proof?.jws).toBe(server.journal[2])
    expect((await store.outbox())[0]?.photos[0]?.proof).toEqual(proof)
    server.log = []
    await synced()
    expect(server.log.filter((line) => line.includes('/log/'))).toEqual([])
  })

  test('each for itself: one that is not there yet holds up no other', async () => {
    const [first, second] = [await inspected(), await inspected()]
    server.attest(second.sha256, second)
    expect(await synced()).toMatchObject({ state: 'idle', lastError: null })
    expect(await photoTrusts()).toEqual(['received', 'sealed'])
    server.attest(first.sha256, first)
    await synced()
    expect(await photoTrusts()).toEqual(['sealed', 'sealed'])
  })

  test('even where the journal hears of one only after the checkpoint in hand', async () => {
    const there = await inspected()
    server.hearsLate(there.sha256, there)
    await synced()
    expect(await photoTrusts()).toEqual(['sealed'])
  })

  test.each([
    ['another photo', { sha256: 'f'.repeat(64) }],
    ['other bytes', { size: 1 }],
  ])('an entry that speaks of %s seals nothing, and is said', async (_, other) => {
    const there = await inspected()
    server.attest(there.sha256, { ...there, ...other })
    expect(await synced()).toMatchObject({ state: 'error', lastError: { code: 'bad_answer' } })
    expect(await photoTrusts()).toEqual(['received'])
  })

  test('an entry that is not in the log seals nothing', async () => {
    const there = await inspected()
    server.attest(there.sha256, there)
    server.leaves = (real) => real.map((leaf, i) => (i === 2 ? { ...leaf, jws: 'another' } : leaf))
    expect(await synced()).toMatchObject({ state: 'error', lastError: { code: 'bad_answer' } })
    expect(await photoTrusts()).toEqual(['received'])
    expect(await trusts()).toEqual(['sealed'])
  })

  test('after a restore the new log has to prove them again, and the old proof stays', async () => {
    const there = await inspected()
    server.attest(there.sha256, there)
    await synced()
    Object.assign(server, { epoch: 'e2', journal: ['the.desk.restored'], arrivals: new Map() })
    await synced()
    expect(await photoTrusts()).toEqual(['received'])
    server.attest(there.sha256, there)
    await synced()
    expect(await photoTrusts()).toEqual(['sealed'])
    const origins = (await store.photo(there.sha256))?.arrivals?.map(({ origin }) => origin)
    expect(origins).toEqual(['localhost/journal/e1', 'localhost/journal/e2'])
  })
})

describe('making room', () => {
  const attested = async (): Promise<string> => {
    const there = await inspected()
    server.attest(there.sha256, there)
    return there.sha256
  }
  const days = (count: number): Date => new Date(Date.now() + count * 24 * 3_600_000)

  test('photos go after the grace period; record, proof and small picture stay', async () => {
    const sha256 = await attested()
    await synced()
    expect(await store.inner.release(days(-1))).toBe(0)
    expect(await store.photoBytes(sha256)).not.toBeNull()
    expect(await store.inner.release(days(1))).toBe(1)
    expect(await store.photoBytes(sha256)).toBeNull()
    expect((await store.photo(sha256))?.thumb.byteLength).toBeGreaterThan(0)
    expect((await store.outbox())[0]).toMatchObject({ state: 'sealed', complete: true, trust: 'sealed' })
    expect(await store.inner.release(days(2))).toBe(0)
  })

  test('nothing goes that is not 已存证', async () => {
    const sha256 = await attested() // not proved yet
    expect(await store.inner.release(days(99))).toBe(0)
    server.journal.splice(1)
    await synced() // in dispute
    expect(await store.inner.release(days(99))).toBe(0)
    expect(await store.photoBytes(sha256)).not.toBeNull()
  })

  test('a photo that made room is not asked for again after a restore', async () => {
    const sha256 = await attested()
    await synced()
    await store.inner.release(days(1))
    Object.assign(server, { epoch: 'e2', journal: ['the.desk.restored'], changes: [] })
    expect(await synced()).toMatchObject({ state: 'idle', unsentPhotos: 0 })
    expect(await store.photo(sha256)).toMatchObject({ state: 'stored', error: null })
  })
})
