/** The shared vectors: the phone blocks exactly what the server would object to. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Checklist, ChecklistDoc, Goods, Objection, Result } from '../wire/types.ts'
import {
  allowedResults,
  checklistsAsked,
  checklistsFor,
  photosOf,
  problems,
  unasked,
  unwaived,
  type AnyInspection,
} from './inspection.ts'
import { microseconds } from './instant.ts'

interface Scenario {
  name: string
  checklists: Checklist[]
  required: string[]
  record: AnyInspection
  goods?: Goods
  photos: string[]
  expect: Objection[]
  allowed: Result[]
}

const folder = fileURLToPath(new URL('../../../tests/vectors/inspection/', import.meta.url))
const scenarios = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(folder + file, 'utf8')) as Scenario)

describe('inspection vectors', () => {
  test('are there', () => {
    expect(scenarios.length).toBeGreaterThan(20)
  })

  test.each(scenarios)('$name', ({ record, checklists, photos, required, goods, expect: due, allowed }) => {
    expect([
      ...problems(record, checklists, photos),
      ...unasked(record, required),
      ...(goods ? unwaived(record, goods, checklists) : []),
    ]).toEqual(due)
    expect(allowedResults(record, checklists)).toEqual(allowed)
  })
})

describe('which checklists a crate is asked', () => {
  const list = (id: string, version: number): ChecklistDoc => ({
    checklist: { id, version, classes: [], zh: id, en: id, items: [] },
    at: '2013-03-01T08:00:00+08:00',
    by: 'system',
    reason: null,
  })
  const published = [list('wood_packaging', 1), list('bulbs', 1), list('all', 1), list('bulbs', 2)]
  const goods = (wood: string | null): Goods => ({ class: 'bulbs', wood }) as Goods
  const ids = (lists: Checklist[]): string[] => lists.map(({ id, version }) => `${id}@${String(version)}`)

  test('the one for all first, then the newest of its class', () => {
    expect(ids(checklistsFor(goods('无'), published))).toEqual(['all@1', 'bulbs@2'])
  })

  test('and that of wood where the crate has wood to inspect; plywood is exempt', () => {
    expect(ids(checklistsFor(goods('有'), published))).toEqual(['all@1', 'bulbs@2', 'wood_packaging@1'])
    expect(ids(checklistsFor(goods('胶合板'), published))).toHaveLength(2)
  })

  test('an old record shows what was asked then', () => {
    expect(ids(checklistsAsked({ checklists: [{ id: 'bulbs', version: 1 }] }, published))).toEqual(['bulbs@1'])
  })
})

test('photos are named once each, in the order of their mention', () => {
  const named = photosOf({
    answers: [{ item: 'all.soil', mark: 'fail', remark: null, photos: ['b', 'a'] }],
    findings: [],
    general_photos: ['c', 'a'],
  })
  expect(named).toEqual(['b', 'a', 'c'])
})

describe('an instant', () => {
  test.each([
    '2013-02-30T10:00:00Z',
    '2013-05-10T24:00:00Z',
    '2013-05-10T10:00:60Z',
    '2013-05-10T10:00:00',
    '2013-05-10T10:00:00+24:00',
    '0000-05-10T10:00:00Z',
    '2013-13-10T10:00:00Z',
  ])('%s is none', (text) => {
    expect(microseconds(text)).toBeNull()
  })

  test('is told from another across zones, to the microsecond', () => {
    const [china, utc] = ['2013-05-10T14:05:00.000001+08:00', '2013-05-10T06:05:00.000001Z'].map(microseconds)
    expect(china).toBe(utc)
    expect(microseconds('2013-05-10T06:05:00.000002Z')).toBe((utc ?? 0) + 1)
    expect((utc ?? 0) / 1000).toBe(Date.parse('2013-05-10T06:05:00Z') + 0.001)
  })
})
