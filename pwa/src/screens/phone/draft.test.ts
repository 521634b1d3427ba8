/** What an inspector has put in, what is still owed, and what is signed. */
import { describe, expect, test } from 'vitest'
import type { RecordDoc } from '@/wire/types.ts'
import {
  answersNow,
  answerTo,
  bodyOf,
  broughtUp,
  draftOf,
  emptyDraft,
  missing,
  openAfter,
  owedFinding,
  photosIn,
  progress,
  type InspectionDraft,
  saidOf,
} from './draft.ts'
import { finished, newFinding } from './finding.ts'
import { aCrate, checklists } from './fixtures.ts'
import { changedAnswers, otherwise, weatherWords } from '../shared/amended.ts'
import { newWeather } from './weather.ts'

const START = '2013-05-10T14:05:00+08:00'
const END = '2013-05-10T14:40:00+08:00'
const SHA = 'a'.repeat(64)

const fresh = (): InspectionDraft => emptyDraft(aCrate(3), null, START)
const codes = (draft: InspectionDraft): string[] =>
  missing(draft, checklists, 'wang', END).map(({ code, detail }) => `${code} ${detail}`.trim())

function complete(): InspectionDraft {
  const draft = fresh()
  for (const { items } of checklists) for (const { id } of items) answerTo(draft, id).mark = 'pass'
  draft.recorder = 'li'
  draft.witness.presence = 'absent'
  draft.result = 'release'
  return draft
}

describe('a new draft', () => {
  test('presets nothing, and owes every answer and every choice', () => {
    const draft = fresh()
    expect(draft.result).toBeNull()
    expect(draft.recorder).toBe('')
    expect(codes(draft)).toEqual([
      'item_unanswered all.label_intact',
      'item_unanswered all.seal_matches',
      'item_unanswered bulbs.soil_free',
      'item_unanswered bulbs.variety_label',
      'no_recorder',
      'witness_unsaid',
      'no_result',
    ])
  })

  test('an answer that was only looked at is none', () => {
    const draft = fresh()
    answerTo(draft, 'all.label_intact')
    expect(progress(draft, checklists)).toEqual({ answered: 0, total: 4, nextOpen: 'all.label_intact' })
    expect(bodyOf(draft, 'release', checklists, 'wang', END).answers).toEqual([])
  })
})

describe('a complete draft', () => {
  test('owes nothing, and becomes the body in the order of the checklists', () => {
    const draft = complete()
    expect(codes(draft)).toEqual([])
    const body = bodyOf(draft, 'release', checklists, 'wang', END)
    expect(body.answers.map(({ item }) => item)).toEqual([
      'all.label_intact',
      'all.seal_matches',
      'bulbs.soil_free',
      'bulbs.variety_label',
    ])
    expect(body.checklists).toEqual([
      { id: 'all', version: 1 },
      { id: 'bulbs', version: 2 },
    ])
    expect(body).toMatchObject({ lead: 'wang', recorder: 'li', witness: null, remark: null })
  })

  test.each<[string, (draft: InspectionDraft) => void]>([
    ['fail_needs_remark bulbs.soil_free', (draft) => (answerTo(draft, 'bulbs.soil_free').mark = 'fail')],
    ['na_needs_reason bulbs.variety_label', (draft) => (answerTo(draft, 'bulbs.variety_label').mark = 'na')],
    ['same_inspector wang', (draft) => (draft.recorder = 'wang')],
    ['no_place', (draft) => (draft.place.text = ' ')],
    ['witness_unnamed', (draft) => (draft.witness.presence = 'signed')],
    ['refusal_unreasoned', (draft) => (draft.witness = { presence: 'refused', name: '范', reason: '' })],
    ['finding_unfinished', (draft) => (draft.open_finding = newFinding(1, 'alive'))],
    ['amend_unreasoned', (draft) => (draft.amends = { record: 'r', asked: '补拍', items: {}, reason: '' })],
  ])('owes %s', (owed, spoil) => {
    const draft = complete()
    spoil(draft)
    expect(codes(draft)).toContain(owed)
  })

  test('a live pest closes release', () => {
    const draft = complete()
    const finding = finished({
      ...newFinding(1),
      ...{ name: '鳞球茎茎线虫', found_at: 'root', stage: 'adult', alive: 'alive' },
      ...{ count: '12', affected: '3', looked_at: '200', photos: [SHA] },
    })
    if (finding) draft.findings.push(finding)
    expect(finding?.share).toEqual({ affected: 3, looked_at: 200 })
    expect(codes(draft)).toEqual(['result_too_mild finding 1'])
  })
})

test('a record that was sent back opens with all that it held, and signs the same again', () => {
  const draft = complete()
  draft.photos.before.push(SHA)
  answerTo(draft, 'bulbs.variety_label').remark = '标签齐全'
  draft.witness = { presence: 'refused', name: '范德赫伊', reason: '不同意取样' }
  draft.weather = { sky: '阴', temperature: '14', humidity: '46' }
  draft.sampling = { lot_size: '200', confidence: '9500', level: '1000', drawn: '27', seed: '', units: [] }
  const body = bodyOf(draft, 'release', checklists, 'wang', END)
  const record = { id: 'r1', crate: draft.crate, body, review_reason: '缺照片', review_items: [{ item: 'bulbs.soil_free', reason: '看不清' }] } as unknown as RecordDoc
  const again = draftOf(record, ['all', 'bulbs'])
  expect(bodyOf(again, 'release', checklists, 'wang', END)).toEqual(body)
  expect(again.amends).toEqual({ record: 'r1', asked: '缺照片', items: { 'bulbs.soil_free': '看不清' }, reason: '' })
  expect(again.at).toBe('bulbs.soil_free')
  expect(photosIn(again)).toEqual([SHA])
  expect(draftOf(record, ['all']).lists).toEqual(['bulbs'])
})

test('an amendment stands beside the record that was sent back', () => {
  const body = bodyOf(complete(), 'release', checklists, 'wang', END)
  const again = draftOf({ id: 'r1', crate: body.crate, body, review_reason: '补拍' } as RecordDoc, ['all', 'bulbs'])
  const changed = () => changedAnswers(body, answersNow(again), again.amends?.items ?? {}, checklists)
  expect(changed()).toEqual([])
  expect(otherwise(body, saidOf(again))).toEqual([])
  Object.assign(answerTo(again, 'bulbs.soil_free'), { mark: 'fail', remark: '根部带土', photos: [SHA] })
  again.result = 'treatment'
  expect(changed()).toEqual([
    {
      ...{ item: 'bulbs.soil_free', before: 'pass', now: 'fail', sentBack: null, same: false },
      ...{ remarkBefore: '', remarkNow: '根部带土', photos: 1 },
    },
  ])
  if (again.amends) again.amends.items = { 'all.label_intact': '看不清', 'bulbs.retired': '不再问' }
  expect(changed().map(({ item, sentBack, same }) => [item, sentBack, same])).toEqual([
    ['all.label_intact', '看不清', true],
    ['bulbs.soil_free', null, false],
    ['bulbs.retired', '不再问', true],
  ])
  expect(otherwise(body, saidOf(again))).toEqual([{ part: 'result' }])
})

test('a plan and a weather that an amendment changes are told with what was said before', () => {
  const draft = complete()
  draft.sampling = { lot_size: '200', confidence: '9500', level: '1000', drawn: '30', seed: '', units: [] }
  draft.weather = { sky: '晴', temperature: '21.5', humidity: '40' }
  const body = bodyOf(draft, 'release', checklists, 'wang', END)
  const again = draftOf({ id: 'r1', crate: body.crate, body, review_reason: '补拍' } as RecordDoc, ['all', 'bulbs'])
  const rest = () => otherwise(body, saidOf(again))
  expect(rest()).toEqual([])
  again.weather.temperature = '12'
  if (again.sampling) again.sampling.drawn = '40'
  const now = { weather: { ...body.weather, temperature_c: 12 }, sampling: { ...body.sampling, drawn: 40 } }
  expect(rest()).toEqual([
    { part: 'sampling', before: body.sampling, now: now.sampling },
    { part: 'weather', before: body.weather, now: now.weather },
  ])
  expect(weatherWords(body.weather)).toBe('晴 · 21.5 ℃ · 40%')
  again.weather = newWeather()
  again.sampling = null
  expect(rest().map((one) => ('now' in one ? one.now : one))).toEqual([null, null])
  // what says nothing is no change, however it says so
  const silent = { sky: null, temperature_c: null, humidity_pct: null }
  expect(otherwise({ ...body, weather: null }, { ...body, weather: silent })).toEqual([])
})

test('what was found alive is a finding that is owed until it is described', () => {
  const draft = fresh()
  expect(owedFinding(draft)).toBeNull()
  draft.containment = {
    ...{ frozen: 'e1', at: END, finding: 1, done: {}, referral: null, oral: false, ended: false },
    ...{ photos: [SHA], originals: [], clips: [], regulation: null },
    suspect: { eppo: null, name: '不明幼虫', stage: 'larva', alive: 'alive', count: null },
  }
  expect(owedFinding(draft)).toMatchObject({ no: 1, name: '不明幼虫', stage: 'larva', alive: 'alive', photos: [SHA] })
  draft.open_finding = owedFinding(draft)
  expect(owedFinding(draft)).toBeNull()
})

test('a draft that an older app began is brought up to what this one knows', () => {
  const { lot, attached, containment, weather, lists, sampling, sample, ...old } = fresh()
  const now = broughtUp(old as InspectionDraft, aCrate(3))
  expect(now).toMatchObject({ lot, attached, containment, weather, lists, sampling, sample })
})

test('the next open item is the one after, and then the first again', () => {
  const draft = fresh()
  answerTo(draft, 'all.seal_matches').mark = 'pass'
  expect(openAfter(draft, checklists, 'all.label_intact')).toBe('bulbs.soil_free')
  expect(openAfter(draft, checklists, 'bulbs.variety_label')).toBe('all.label_intact')
  expect(openAfter(complete(), checklists, 'all.label_intact')).toBeNull()
})
