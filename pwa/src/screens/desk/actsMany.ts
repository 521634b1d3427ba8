/** Acts that are done together: what they have in common to fill in, and which of them that may be. Pure. */
import type { Role } from '@/wire/types.ts'
import type { ActSpec, FieldSpec } from './actform.ts'
import { closeCrate, displayCrate, assignIsolation, issueForm, orderTreatment, releaseCrate } from './actsCrate.ts'

/** One act of several things, each with what it is called. */
export interface ManyActs {
  specs: readonly ActSpec[]
  about: readonly string[]
}

/** The fields of acts of one sort; where they differ by themselves, each keeps its own unless filled in. */
export function commonFields(specs: readonly ActSpec[]): FieldSpec[] {
  const [first, ...rest] = specs
  return (first?.fields ?? []).map((field) => {
    const others = rest.map(({ fields }) => fields.find(({ name }) => name === field.name)?.value)
    if (others.every((value) => value === field.value)) return field
    return { ...field, value: '', optional: true, mixed: true }
  })
}

/** Acts that enter several things themselves are done one by one. */
const GREEDY = new Set<ActSpec['name']>(['closeAll'])

/** What is asked, and of what: a label that names one trap or test stands for no other. */
const shape = ({ name, fields }: ActSpec): string => JSON.stringify([name, ...fields.map(({ name, item }) => [name, item])])

/** What can be done with all of these at once: the acts that each of them has, in one form. */
export function shared(rows: readonly { about: string; acts: readonly ActSpec[] }[]): ManyActs[] {
  const [first] = rows
  return (first?.acts ?? []).filter(({ name }) => !GREEDY.has(name)).flatMap((act) => {
    const specs = rows.flatMap(({ acts }) => acts.filter((other) => shape(other) === shape(act)).slice(0, 1))
    return specs.length === rows.length ? [{ specs, about: rows.map(({ about }) => about) }] : []
  })
}

interface Chosen {
  id: string
  goods: string
  latin: string | null
  stand: string
}

/** One crate by its whole name, several of one declaration by what stands behind it. */
const inOne = (ids: readonly string[]): string =>
  ids.length === 1 ? ids.join('') : ids.map((id) => id.slice(id.indexOf('/') + 1)).join('、')

/** What a person can do with crates of the list; the server says of each whether it may be. */
export function crateActs(crates: readonly Chosen[], may: (...roles: Role[]) => boolean): ManyActs[] {
  const ids = crates.map(({ id }) => id)
  const each = (make: (crate: Chosen) => ActSpec): ManyActs => ({ specs: crates.map(make), about: ids })
  const once = (spec: ActSpec): ManyActs => ({ specs: [spec], about: [inOne(ids)] })
  const one = new Set(ids.map((id) => id.slice(0, id.indexOf('/')))).size === 1
  const [first] = crates
  if (!first) return []
  const doesWork = may('inspector', 'supervisor')
  return [
    ...(may('supervisor') ? [each(releaseCrate)] : []),
    ...(may('supervisor') && one ? [once(orderTreatment(ids, first.goods, null))] : []),
    ...(may('supervisor') && one ? [once(assignIsolation(ids, first.latin ?? first.goods, ''))] : []),
    ...(may('supervisor', 'port') ? [each(({ id }) => issueForm([id]))] : []),
    ...(doesWork ? [each(displayCrate), each(closeCrate)] : []),
  ]
}
