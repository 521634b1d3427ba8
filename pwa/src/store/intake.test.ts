import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, enrolled, photo } from '../../tests/phone.ts'
import { openStore } from './open.ts'
import type { Store } from './types.ts'

const DRAFT = 'inspect/210900113004200/1'
let store: Store

beforeEach(async () => {
  store = await aStore()
  await enrolled(store)
})
afterEach(() => {
  store.close()
})

describe('a photo whose page is killed before it is a photo', () => {
  test('is there afterwards, byte for byte, with its place in the draft', async () => {
    const files = [photo('one'), photo('two')]
    const ids = await store.takeIn(DRAFT, 'stage-before', files)
    store.close()
    store = await openStore({ name: store.name })
    expect(await store.takenIn(DRAFT)).toEqual(ids.map((id) => ({ id, place: 'stage-before' })))
    const begun = await store.beginIntake(ids[1] ?? 0)
    expect(await begun?.file.arrayBuffer()).toEqual(await files[1]?.arrayBuffer())
    await store.dropIntake(ids[0] ?? 0)
    expect((await store.takenIn(DRAFT)).map(({ id }) => id)).toEqual([ids[1]])
  })

  test('belongs to its draft and its person alone', async () => {
    await store.takeIn(DRAFT, 'all.no_soil', [photo('one')])
    expect(await store.takenIn('inspect/210900113004200/2')).toEqual([])
    await enrolled(store, { user: 'han.mei' })
    expect(await store.takenIn(DRAFT)).toEqual([])
  })

  test('that kills it twice is kept as it is the third time, without a look at it', async () => {
    const [id = 0] = await store.takeIn(DRAFT, 'stage-before', [photo('poison')])
    expect((await store.beginIntake(id))?.blind).toBe(false)
    expect((await store.beginIntake(id))?.blind).toBe(false)
    const third = await store.beginIntake(id)
    expect(third?.blind).toBe(true)
    const jpeg = new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 1, 2, 3])])
    const kept = await store.addPhoto(jpeg, { blind: true })
    expect([kept.type, kept.size, kept.sha256]).toEqual(['image/jpeg', 6, kept.original.sha256])
  })

  test('is forgotten once it is dropped, and what never was is null', async () => {
    expect(await store.beginIntake(99)).toBeNull()
  })
})
