/** The vectors that the server is held to as well; and what own entries make of what was pulled. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Finding3, IsolationVisited2, TreatmentChecked2 } from '../wire/types.ts'
import { checkOwes, visitOwes } from './fieldwork.ts'

interface Case {
  says: string
  change?: object
  findings?: object[]
  attached?: string[]
  owes: [string, string][]
}

const file = fileURLToPath(new URL('../../../tests/vectors/fieldwork.json', import.meta.url))
const { visits, checks } = JSON.parse(readFileSync(file, 'utf8')) as Record<'visits' | 'checks', Case[]>
const place = { text: '隔离圃', latitude: null, longitude: null, accuracy_m: null }
const visit: IsolationVisited2 = {
  registration: 'LN2013001',
  on: '2013-05-04',
  state: 'good',
  planted: 20,
  alive: 19,
  symptoms: null,
  traps: [],
  remark: null,
  photos: ['a'],
  place,
  findings: [],
  attachments: [],
}
const finding = {
  no: 1,
  eppo: null,
  name: '粉蚧',
  status: 'preliminary',
  identified_by: null,
  share: null,
  photos: ['b'],
  originals: [],
  clips: [],
} as unknown as Finding3
const check: TreatmentChecked2 = {
  order: '210900113004201-CL-01',
  result: 'effective',
  remark: null,
  photos: ['a'],
  run: null,
  place,
  values: [{ what: 'dose', said: 'agrees', found: null }],
  attachments: [],
}
const all = ['a', 'b', 'c']

describe('a visit', () => {
  test.each(visits)('$says', ({ change, findings = [], attached = all, owes }) => {
    const body = { ...visit, ...change, findings: findings.map((one) => ({ ...finding, ...one })) }
    const found = visitOwes(body, attached).map(({ code, detail }) => [code, detail])
    expect(found).toEqual(owes)
  })
})

describe('a check', () => {
  test.each(checks)('$says', ({ change, attached = all, owes }) => {
    const found = checkOwes({ ...check, ...change }, attached).map(({ code, detail }) => [code, detail])
    expect(found).toEqual(owes)
  })
})
