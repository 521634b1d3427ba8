/** What was closed long ago leaves the phone, and nothing else does. */
import { expect, test } from 'vitest'
import { aStore, crate, enrolled, page } from '../../tests/phone.ts'
import { CLOSED_KEPT_DAYS } from './closed.ts'

const NOW = new Date('2013-10-01T00:00:00.000Z')
const ago = (days: number): string => new Date(NOW.getTime() - days * 86_400_000).toISOString()
const label = (number: string) => ({ number }) as NonNullable<ReturnType<typeof crate>['label']>

test('a closed crate goes after a while, with its labels and records', async () => {
  const store = await aStore()
  await enrolled(store)
  const [old, fresh, open] = [
    crate(1, { state: 'closed', since: ago(CLOSED_KEPT_DAYS + 1), label: label('A'), former_labels: [label('B')] }),
    crate(2, { state: 'closed', since: ago(CLOSED_KEPT_DAYS - 1), label: label('C') }),
    crate(3, { state: 'displayed', since: ago(200), label: label('D') }),
  ]
  const record = (id: string, of: string) =>
    ({ view: 'record' as const, key: id, doc: { id, crate: of, body: {}, cosigned: [] } as never })
  await store.inner.applyChanges(
    page([
      ...[old, fresh, open].map((doc) => ({ key: doc.id, doc })),
      ...['A', 'B', 'C', 'D'].map((number) => ({
        ...{ view: 'label' as const, key: number },
        doc: { number, crate: old.id, state: 'issued' } as never,
      })),
      ...[record('first', old.id), record('second', old.id), record('third', open.id)],
    ]),
  )
  const entry = await store.record('crate.arrived', { crate: old.id, number: 'A', gate: '北门' })
  expect(await store.crates()).toHaveLength(3)

  expect(await store.inner.letGo(NOW)).toBe(1)
  expect((await store.crates()).map(({ n }) => n)).toEqual([2, 3])
  expect(await store.crate(old.id)).toBeNull()
  expect((await store.records()).map(({ id }) => id)).toEqual(['third'])
  expect(await Promise.all(['A', 'B', 'C', 'D'].map(async (of) => (await store.label(of)) !== null))).toEqual(
    [false, false, true, true],
  )
  expect(await store.entry(entry.id)).toEqual(entry)
  expect(await store.inner.letGo(NOW)).toBe(0)
  store.close()
})
