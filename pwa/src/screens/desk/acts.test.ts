/** What the desk's forms of a check and a visit come to: bodies of version 2. */
import { expect, test } from 'vitest'
import type { Isolation, Treatment } from '@/wire/types.ts'
import { givenOf, isAsked, wrongWith, type ActSpec } from './actform.ts'
import { checkTreatment, visitIsolation } from './acts.ts'

/** The body of a form whose fields hold what they begin with, and this. */
function said(spec: ActSpec, more: Record<string, string> = {}): unknown {
  const values = Object.fromEntries(spec.fields.map(({ name, value }) => [name, value ?? '']))
  return spec.body(givenOf({ ...values, ...more }, []))
}
const place = (text: string) => ({ text, latitude: null, longitude: null, accuracy_m: null })

const act = { entry: 'run-2', by: 'li', at: '2013-05-03T11:00:00+08:00' }
const treatment = {
  order: '210900113004200-CL-01',
  runs: [{ act: { ...act, entry: 'run-1' } }, { act, body: { place: '处理间' } }],
} as unknown as Treatment

test('a check is of the last run, and says only what somebody has looked at', () => {
  const spec = checkTreatment(treatment)
  const blank = { order: treatment.order, remark: null, photos: [], run: 'run-2', place: place('处理间'), attachments: [] }
  expect(said(spec)).toEqual({ ...blank, result: 'effective', values: [] })
  const more = { check: 'repeat', remark: '不足', 'said.dose': 'differs', 'seen.dose': '20 g', 'said.agent': 'agrees', 'seen.agent': 'x' }
  expect(said(spec, more)).toEqual({
    ...{ ...blank, result: 'repeat', remark: '不足' },
    values: [
      { what: 'agent', said: 'agrees', found: null },
      { what: 'dose', said: 'differs', found: '20 g' },
    ],
  })
})

test('what was found is asked, and owed, where something differs', () => {
  const seen = checkTreatment(treatment).fields.find(({ name }) => name === 'seen.dose')
  if (!seen) throw new Error('it is not asked')
  expect([isAsked(seen, { 'said.dose': 'agrees' }), wrongWith(seen, { 'said.dose': 'agrees' })]).toEqual([false, null])
  expect([isAsked(seen, { 'said.dose': 'differs' }), wrongWith(seen, { 'said.dose': 'differs' })]).toEqual([true, 'process.owed'])
})

test('a visit names the traps of the last one, read anew, and another', () => {
  const visits = [{ body: { planted: 20, traps: [{ trap: '东侧黄板', eppo: 'TRIAVA', organism: '白粉虱', count: 3 }] } }]
  const isolation = { registration: 'LN2013001', body: { site: '隔离圃', plot: '3 号' }, visits } as unknown as Isolation
  const spec = visitIsolation(isolation)
  const reading = (trap: string, count: number) => ({ trap, eppo: null, organism: null, count })
  expect(said(spec)).toMatchObject({ planted: 20, alive: null, traps: [], place: place('隔离圃 3 号'), findings: [], attachments: [] })
  expect(said(spec, { 'trap.0': '0', trapName: '西侧', traps: '2', alive: '19' })).toMatchObject({
    ...{ alive: 19, traps: [reading('东侧黄板', 0), reading('西侧', 2)] },
  })
  const first = visitIsolation({ ...isolation, visits: [] })
  expect(said(first, { traps: '4' })).toMatchObject({ planted: null, traps: [reading('1', 4)] })
})
