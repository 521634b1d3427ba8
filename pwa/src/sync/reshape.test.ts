/** A server whose rows say more than those in hand: they are pulled again, once, beside the old ones. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aStore, crate, enrolled } from '../../tests/phone.ts'
import { TestServer } from '../../tests/server.ts'
import type { Store } from '../store/types.ts'
import type { Change } from '../wire/types.ts'
import { setBase } from './client.ts'
import { pull } from './pull.ts'

let server: TestServer
let store: Store

/** Rows 1 to n, in the words of one version of the server. */
const rowsOf = (n: number, goods: string): Change[] =>
  Array.from({ length: n }, (_, i) => {
    const doc = crate(i + 1, { stand: goods })
    return { view: 'crate', key: doc.id, pos: i, doc } as Change
  })
const stands = async (): Promise<string[]> => (await store.rows('crate')).map(({ stand }) => stand)
const pulls = (): string[] => server.log.filter((line) => line.startsWith('GET /api/changes'))

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  store = await aStore()
  await enrolled(store)
  server.changes = rowsOf(4, 'old')
  server.pageSize = 2
  await pull(store)
  server.log.length = 0
})

afterEach(async () => {
  store.close()
  await server.close()
})

test('rows of the same shape are never asked for again', async () => {
  await pull(store)
  expect(pulls()).toHaveLength(1)
})

test('all rows come again in the new shape, once, and what the server has no more goes', async () => {
  server.shape = 's2'
  server.changes = rowsOf(3, 'new')
  await pull(store)
  expect(await stands()).toEqual(['new', 'new', 'new'])
  expect(await store.inner.memory()).toMatchObject({ shape: 's2', reshaping: null, complete: true })
  server.log.length = 0
  await pull(store)
  expect(pulls()).toHaveLength(1)
})

test('the old ones stay until the new ones are complete, and a broken line goes on where it broke', async () => {
  await store.saveDraft('inspect/1', { remark: '未完' })
  await store.record('crate.arrived', { crate: crate(4).id, number: null, gate: null })
  server.shape = 's2'
  server.changes = rowsOf(4, 'new')
  const before = await store.inner.memory()
  server.intercept = (request, response) => {
    if (pulls().length < 3) return false
    request.socket.destroy()
    response.destroy()
    return true
  }
  await expect(pull(store)).rejects.toMatchObject({ code: 'offline' })
  expect(await stands()).toEqual(['new', 'new', 'old', 'old'])
  expect(await store.inner.memory()).toMatchObject({ cursor: before?.cursor, complete: true })
  expect(await store.crate(crate(4).id)).toMatchObject({ state: 'arrived' })

  server.intercept = () => false
  server.log.length = 0
  await pull(store)
  expect(pulls()).toHaveLength(1)
  expect(await stands()).toEqual(['new', 'new', 'new', 'new'])
  expect(await store.draft('inspect/1')).toMatchObject({ value: { remark: '未完' } })
  expect(await store.inner.queued()).toHaveLength(1)
  expect(await store.crate(crate(4).id)).toMatchObject({ state: 'arrived' })
})

test('a server that changes once more in between is believed the last time', async () => {
  server.shape = 's2'
  server.changes = rowsOf(4, 'new')
  server.intercept = () => {
    if (pulls().length === 3) {
      server.shape = 's3'
      server.changes = rowsOf(4, 'newest')
    }
    return false
  }
  await pull(store)
  expect(await stands()).toEqual(['newest', 'newest', 'newest', 'newest'])
  expect(await store.inner.memory()).toMatchObject({ shape: 's3', reshaping: null })
})

test('an own entry that came back in the rows is not added to them again meanwhile', async () => {
  const { id } = await store.record('sample.drawn', {
    crates: [crate(1).id],
  } as Parameters<typeof store.record<'sample.drawn'>>[1])
  await store.inner.answered([
    [id, { answer: 'stored', pos: 4, received_at: '2013-05-10T06:05:00.000Z', objections: [] }],
  ])
  const waiting = { ...crate(1).standing, samples_waiting: 1 }
  const drawn = rowsOf(4, 'old').slice(1)
  drawn.push({ view: 'crate', key: crate(1).id, pos: 4, doc: crate(1, { standing: waiting }) } as Change)
  server.changes = drawn
  await pull(store)
  expect((await store.crate(crate(1).id))?.standing.samples_waiting).toBe(1)
  server.shape = 's2'
  server.intercept = (request, response) => {
    if (pulls().length < 4) return false
    request.socket.destroy()
    response.destroy()
    return true
  }
  await expect(pull(store)).rejects.toMatchObject({ code: 'offline' })
  expect((await store.crate(crate(1).id))?.standing.samples_waiting).toBe(1)
  server.intercept = () => false
  await pull(store)
  expect((await store.crate(crate(1).id))?.standing.samples_waiting).toBe(1)
})
