/** The shared vectors: a crate's life is the same on the phone and on the server. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Checklist, CrateState, Goods, Standing } from '../wire/types.ts'
import { draw } from './draw.ts'
import { step, RULES, type CrateEvent } from './life.ts'
import { commodityOf } from './lots.ts'
import { infested, required, samplingProblems } from './sampling.ts'
import { NA_RULES, waivers } from './waivers.ts'

const folder = fileURLToPath(new URL('../../../tests/vectors/', import.meta.url))
const read = <T>(path: string): T => JSON.parse(readFileSync(folder + path, 'utf8')) as T

interface States {
  event: CrateEvent
  standings: Record<string, Standing>
  states: Record<CrateState, Record<string, [CrateState, string | null]>>
}

const events = readdirSync(`${folder}states`)
  .filter((file) => file.endsWith('.json'))
  .map((file) => read<States>(`states/${file}`))

describe('the life of a crate', () => {
  test('has a vector for each event', () => {
    expect(events.map(({ event }) => event).sort()).toEqual(Object.keys(RULES).sort())
  })

  test.each(events)('$event', ({ event, standings, states }) => {
    for (const [state, by] of Object.entries(states)) {
      for (const [name, [after, objection]] of Object.entries(by)) {
        const standing = standings[name]
        if (!standing) throw new Error(`no standing ${name}`)
        const where = `${event} in ${state}, ${name}`
        expect({ where, ...step(event, state as CrateState, standing) }).toEqual({
          where,
          state: after,
          objection,
        })
      }
    }
  })
})

interface Sizes {
  required: { lot_size: number; confidence_bp: number; level_bp: number; infested: number; required: number }[]
  draws: { seed: string; lot_size: number; drawn: number; units: number[] }[]
}
const sampling = read<Sizes>('sampling/sampling.json')

describe('sampling', () => {
  test.each(sampling.required)('$required of $lot_size at $confidence_bp, $level_bp', (row) => {
    expect(required(row.lot_size, row.confidence_bp, row.level_bp)).toBe(row.required)
    expect(infested(row.lot_size, row.level_bp)).toBe(row.infested)
  })

  test.each(sampling.draws)('draws $drawn of $lot_size by $seed', async ({ seed, lot_size, drawn, units }) => {
    expect(await draw(seed, lot_size, drawn)).toEqual(units)
  })

  test('another draw than the seed gives is seen', async () => {
    const [first] = sampling.draws
    const units = first ? await draw(first.seed, 500, 56) : []
    const plan = {
      lot_size: 500,
      confidence_bp: 9500,
      level_bp: 500,
      required: required(500, 9500, 500),
      drawn: 56,
      seed: first?.seed ?? '',
      units,
    }
    expect(await samplingProblems(plan)).toEqual([])
    const swapped = { ...plan, units: [...units.slice(1), 500].sort((a, b) => a - b) }
    expect((await samplingProblems(swapped)).map(({ code }) => code)).toEqual(['sampling_draw_differs'])
    const few = { ...plan, drawn: 3, units: await draw(plan.seed, 500, 3) }
    expect((await samplingProblems(few)).map(({ code }) => code)).toEqual(['sampled_too_few'])
  })

  test('nonsense is refused', async () => {
    expect(() => required(0, 9500, 500)).toThrow(RangeError)
    expect(() => required(10, 9500.5, 500)).toThrow(RangeError)
    await expect(draw('', 3, 4)).rejects.toThrow(RangeError)
  })
})

describe('goods', () => {
  const rows = read<{ goods: Goods; commodity: string }[]>('goods.json')

  test.each(rows)('$commodity: the lot', ({ goods, commodity }) => {
    expect(commodityOf(goods)).toBe(commodity)
  })

  const { checklists, cases } = read<{
    checklists: Checklist[]
    cases: { goods: Goods; waived: Record<string, string> }[]
  }>('waivers.json')

  test.each(cases)('$goods.name: what its items waive', ({ goods, waived }) => {
    expect(Object.fromEntries(waivers(goods, checklists))).toEqual(waived)
  })

  test('every rule is in the vectors', () => {
    const ruled = new Set(checklists.flatMap(({ items }) => items.map(({ rule }) => rule?.when)))
    expect(NA_RULES.filter((rule) => !ruled.has(rule))).toEqual([])
  })
})
