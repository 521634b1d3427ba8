import { afterEach, beforeEach, expect, test } from 'vitest'
import { aStore, enrolled } from '../../tests/phone.ts'
import { isFit, waitAfter } from './lock.ts'
import type { Store } from './types.ts'

const [PIN, OTHER] = ['285714', '903175']
const NOON = new Date('2013-05-10T12:00:00Z')
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000)

let store: Store
beforeEach(async () => {
  store = await aStore()
  await enrolled(store)
})
afterEach(() => {
  store.close()
})

test.each(['000000', '123456', '654321', '12345', '1234567', '12a456', ''])('%s is no PIN', async (pin) => {
  expect(isFit(pin)).toBe(false)
  await expect(store.lock.setPin(pin)).rejects.toMatchObject({ code: 'pin_unfit' })
  expect((await store.lock.state()).pin).toBe(false)
})

test('the PIN itself is nowhere on disk, and only it opens', async () => {
  await store.lock.setPin(PIN)
  expect(await store.lock.checkPin(OTHER, NOON)).toBe(false)
  expect(await store.lock.checkPin(PIN, NOON)).toBe(true)
  expect(await store.lock.state()).toMatchObject({ pin: true, wrong: 0, until: null })
})

test('after the third wrong try waits grow, and even the right PIN waits', async () => {
  await store.lock.setPin(PIN)
  for (let i = 0; i < 3; i++) await store.lock.checkPin(OTHER, NOON)
  await expect(store.lock.checkPin(PIN, after(29))).rejects.toMatchObject({ code: 'pin_wait' })
  expect(await store.lock.checkPin(OTHER, after(31))).toBe(false)
  await expect(store.lock.checkPin(PIN, after(31 + 59))).rejects.toMatchObject({ code: 'pin_wait' })
  expect(await store.lock.checkPin(PIN, after(31 + 61))).toBe(true)
  expect([2, 3, 4, 5, 6, 7, 99].map(waitAfter)).toEqual([0, 30, 60, 300, 900, 3600, 3600])
})

test('a try counts before it is looked at: tries at once are all counted', async () => {
  await store.lock.setPin(PIN)
  const tries = Array.from({ length: 5 }, () => store.lock.checkPin(OTHER, NOON))
  const said = await Promise.allSettled(tries)
  expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
})

test('a passkey needs a PIN first; enrolling anew forgets both', async () => {
  const passkey = { id: new Uint8Array(4), key: new Uint8Array(4) }
  await expect(store.lock.keepPasskey(passkey)).rejects.toMatchObject({ code: 'pin_unset' })
  await store.lock.setPin(PIN)
  await store.lock.keepPasskey(passkey)
  await store.lock.setPin(OTHER)
  expect(await store.lock.state()).toMatchObject({ pin: true, passkey: true })
  await enrolled(store)
  expect(await store.lock.state()).toMatchObject({ pin: false, passkey: false })
})
