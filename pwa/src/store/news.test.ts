/** What a pull has changed since somebody looked, and who took what. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, crate, enrolled, page } from '../../tests/phone.ts'
import { FREE } from '../rules/life.ts'
import type { Store } from './types.ts'

const KEY = '210900113004200/1'
const arrival = { crate: KEY, number: null, gate: '北门' }

let store: Store

beforeEach(async () => {
  store = await aStore()
  await enrolled(store)
})

afterEach(() => {
  store.close()
})

describe('news', () => {
  const told = async () => (await store.news())?.items.map(({ sort, crate: key }) => [sort, key])
  const other = KEY.replace('/1', '/2')
  const pulled = (view: string, ...docs: { id: string }[]): Promise<void> =>
    store.inner.applyChanges(page(docs.map((doc) => ({ view, key: doc.id, doc }))))

  test('are what a pull changes after the first, but not what this phone did itself', async () => {
    await pulled('crate', crate(1))
    expect(await told()).toEqual([])
    await store.record('crate.arrived', arrival)
    await pulled('crate', crate(1, { state: 'arrived' }), crate(2))
    expect(await told()).toEqual([['new', other]])
    const standing = { ...FREE, frozen: '01890000-0000-7000-8000-000000000001' }
    await pulled('crate', crate(2, { state: 'arrived', standing }))
    expect(await told()).toEqual([['new', other], ['frozen', other], ['moved', other]])
    await pulled('crate', crate(2, { state: 'arrived', standing: FREE }))
    expect((await told())?.at(-1)).toEqual(['lifted', other])
    await store.readNews()
    expect(await told()).toEqual([])
  })

  test('name own records that were sent back, once', async () => {
    await pulled('record')
    const mine = { id: 'r', crate: KEY, actor: 'li.lei', body: { lead: 'li.lei' }, state: 'returned' }
    await pulled('record', mine, { ...mine, id: 's', actor: 'han', body: { lead: 'han' } } as typeof mine)
    expect(await told()).toEqual([['returned', KEY]])
    await store.readNews()
    await pulled('record', mine)
    expect(await told()).toEqual([])
  })

  test('are kept to the newest, and say how many there were besides', async () => {
    await pulled('crate')
    await pulled('crate', ...Array.from({ length: 310 }, (_, i) => crate(i + 1)))
    const news = await store.news()
    expect([news?.items.length, news?.more]).toEqual([300, 10])
    expect(news?.items.at(-1)?.crate).toBe(KEY.replace('/1', '/310'))
  })

  test('who takes a crate is known at once', async () => {
    await store.record('task.taken', { crates: [KEY], until: '2099-01-01T00:00:00Z' })
    expect((await store.claims()).get(KEY)?.map(({ user }) => user)).toEqual(['li.lei'])
  })
})
