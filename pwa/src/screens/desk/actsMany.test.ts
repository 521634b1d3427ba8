import { expect, test } from 'vitest'
import { givenOf } from './actform.ts'
import { displayCrate, releaseCrate } from './actsCrate.ts'
import { commonFields, crateActs, shared } from './actsMany.ts'

const crates = [
  { id: '210900113004205/1', goods: '火焰兰', latin: 'Renanthera', stand: 'S05' },
  { id: '210900113004205/2', goods: '石斛', latin: null, stand: 'S06' },
]
const everybody = (): boolean => true

test('what differs is asked once and kept apart where it is left empty', () => {
  const specs = crates.map(displayCrate)
  const [stand, remark] = commonFields(specs)
  expect(stand).toMatchObject({ name: 'stand', value: '', optional: true, mixed: true })
  expect(remark).toEqual(specs[0]?.fields[1])
  const bodies = (values: Record<string, string>): unknown[] => specs.map((spec) => spec.body(givenOf(values, spec.fields)))
  expect(bodies({ stand: ' ', remark: '入馆' })).toMatchObject([
    { crate: '210900113004205/1', stand: 'S05', remark: '入馆' },
    { crate: '210900113004205/2', stand: 'S06', remark: '入馆' },
  ])
  expect(bodies({ stand: 'N01' })).toMatchObject([{ stand: 'N01' }, { stand: 'N01' }])
})

test('rows share the acts that each of them has', () => {
  const [one, two] = crates.map((crate) => ({ about: crate.id, acts: [displayCrate(crate), releaseCrate(crate)] }))
  if (!one || !two) throw new Error('two crates')
  const both = shared([one, { ...two, acts: two.acts.slice(1) }])
  expect(both.map(({ specs }) => specs.map(({ name }) => name))).toEqual([['release', 'release']])
  expect(shared([])).toEqual([])
})

test('one order is for crates of one consignment, a form is for each', () => {
  const names = crateActs(crates, everybody).map(({ specs }) => `${String(specs[0]?.name)} ${String(specs.length)}`)
  expect(names).toEqual(['release 2', 'order 1', 'assign 1', 'issue 2', 'display 2', 'close 2'])
  const apart = [...crates, { id: '210900113004206/1', goods: '石斛', latin: null, stand: 'S06' }]
  expect(crateActs(apart, everybody).map(({ specs }) => specs[0]?.name)).toEqual(['release', 'issue', 'display', 'close'])
  expect(crateActs(crates, (...roles) => roles.includes('port')).map(({ specs }) => specs[0]?.name)).toEqual(['issue'])
  expect(crateActs([], everybody)).toEqual([])
})
