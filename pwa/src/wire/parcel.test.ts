/** Parcels open for whom they were sealed, whole, or not at all. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { fromBase64url } from './base64url.ts'
import { codeOf, makeBox, openParcel, readCode, sealTo, spaced } from './parcel.ts'

const plain = new TextEncoder().encode('查验草稿'.repeat(1000))

it('opens for its box alone, and never twice alike', async () => {
  const [box, other] = [await makeBox(), await makeBox()]
  const sealed = await sealTo(box.point, plain)
  expect(await openParcel(box, sealed)).toEqual(plain)
  expect(await openParcel(other, sealed)).toBeNull()
  expect(await sealTo(box.point, plain)).not.toEqual(sealed)
})

it('does not open where a single byte was changed, cut or made up', async () => {
  const box = await makeBox()
  const sealed = await sealTo(box.point, plain)
  for (const at of [0, 10, 70, 85, sealed.length - 1]) {
    const changed = sealed.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await openParcel(box, changed)).toBeNull()
  }
  expect(await openParcel(box, sealed.slice(0, -1))).toBeNull()
  expect(await openParcel(box, new Uint8Array(3))).toBeNull()
})

it('has a code that is the beginning of its key’s hash, as the server reckons it', async () => {
  const { code, point } = await makeBox()
  expect(await codeOf(point)).toBe(code)
  const hash = createHash('sha256').update(fromBase64url(point)).digest()
  const bits = Array.from(hash.subarray(0, 10), (byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = bits.match(/.{5}/g)?.map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)])
  expect(code).toBe(digits?.join(''))
  expect(readCode(` ${spaced(code).toLowerCase()} `)).toBe(code)
  expect(readCode(code.slice(1))).toBeNull()
  expect(readCode('0'.repeat(16))).toBeNull()
})
