/** A freeze that another phone showed: it stands here at once, and goes to the server by this phone too. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aStore, crate, enrolled, page } from '../../tests/phone.ts'
import { TestServer } from '../../tests/server.ts'
import { lotOf } from '../rules/lots.ts'
import type { Store, ToldRow } from '../store/types.ts'
import { toBase64url } from '../wire/base64url.ts'
import { deviceKeyOf } from '../wire/keys.ts'
import { openEntry } from '../wire/seal.ts'
import type { Crate, Device, Lot, LotFrozen } from '../wire/types.ts'
import { carry } from './carry.ts'
import { setBase } from './client.ts'

const KEY = '210900113004200/1'
const GOODS = { origin: 'NL', class: 'bulbs', name: '郁金香', latin: 'Tulipa gesneriana' } as Crate['goods']
let server: TestServer
let other: Store
let store: Store
let lot: string
let jws: string
let device: Device

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  ;[store, other] = [await aStore(), await aStore()]
  await enrolled(store)
  const dev = await enrolled(other)
  const row = crate(1, { goods: GOODS })
  lot = lotOf(row)
  const body: LotFrozen = { lot, crate: KEY, reason: '活虫', suspect: null, steps: [], photos: [] }
  const entry = await other.record('lot.frozen', body)
  jws = entry.jws
  const publicKey = await other.inner.keyOf(dev)
  if (!publicKey) throw new Error('no key')
  const { jwk } = await deviceKeyOf({ publicKey, privateKey: publicKey })
  device = {
    ...{ dev, jwk, user: entry.actor, name: '手机', desk: false, enrolled_at: entry.at },
    ...{ revoked_at: null, must_enrol: false, cutoff: null },
  }
  await pulled(['crate', KEY, row])
})

afterEach(async () => {
  store.close()
  other.close()
  await server.close()
})

async function pulled(...rows: [string, string, unknown][]): Promise<void> {
  const changes = rows.map(([view, key, doc]) => ({ view, key, pos: 0, doc }))
  await store.inner.applyChanges(page(changes as never))
}

const isFrozen = async (): Promise<boolean> => (await store.crate(KEY))?.standing.frozen === openEntry(jws).id

async function hear(text: string): Promise<ToldRow> {
  const heard = await store.hearFreeze(text)
  if (typeof heard === 'string') throw new Error(heard)
  return heard
}

test('of an unknown phone it is unverified and stands all the same; of a known one verified', async () => {
  expect((await hear(jws)).word).toBe('unverified')
  expect(await isFrozen()).toBe(true)
  await pulled(['device', device.dev, device])
  expect((await hear(jws)).word).toBe('verified')
  await pulled(['device', device.dev, { ...device, revoked_at: '2013-05-10T06:05:00Z' }])
  expect((await hear(jws)).word).toBe('verified') // what was checked once stays checked
})

test('a signature that does not hold freezes nothing, nor does another kind of entry', async () => {
  await pulled(['device', device.dev, device])
  const [head = '', payload = '', signature = ''] = jws.split('.')
  const text = new TextDecoder().decode(Uint8Array.from(atob(payload), (c) => c.charCodeAt(0)))
  const forged = toBase64url(new TextEncoder().encode(text.replace('活虫', '好虫')))
  expect(await store.hearFreeze(`${head}.${forged}.${signature}`)).toBe('not_genuine')
  const arrival = await other.record('crate.arrived', { crate: KEY, number: null, gate: null })
  expect(await store.hearFreeze(arrival.jws)).toBe('not_genuine')
  expect(await store.hearFreeze('not a jws')).toBe('not_genuine')
  expect(await other.hearFreeze(jws)).toBe('own')
  expect(await isFrozen()).toBe(false)
})

test('it is carried until a pull shows it, and waits where what was before it is missing', async () => {
  await hear(jws)
  server.verdicts.set(1, { answer: 'gap', have: 0 })
  await carry(store)
  expect(await store.inner.carried()).toHaveLength(1)
  server.verdicts.clear()
  await carry(store)
  expect(server.journal).toEqual([jws])
  expect(await isFrozen()).toBe(true) // until the server's own word has come
  const { id } = openEntry(jws)
  const freeze = { act: { entry: id, by: 'wang', at: '2013-05-10T06:05:00Z' }, lifted: null, lift_reason: null }
  const lifted = { ...freeze, lifted: { ...freeze.act, entry: 'x' } }
  await pulled(['lot', lot, { id: lot, state: 'free', freezes: [lifted] } as unknown as Lot])
  expect(await isFrozen()).toBe(false)
  expect(await store.inner.carried()).toEqual([])
})

test('what the server does not know for its own ends here, and says so', async () => {
  const { id } = await hear(jws)
  server.verdicts.set(1, { answer: 'refused', code: 'unknown_device', detail: '' })
  await carry(store)
  expect(await isFrozen()).toBe(false)
  expect((await store.told(id))?.refused).toBe('unknown_device')
  expect(await store.outbox()).toEqual([])
})
