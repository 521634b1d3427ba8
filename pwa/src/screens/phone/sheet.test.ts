import { describe, expect, test } from 'vitest'
import type { Checklist, Crate } from '@/wire/types.ts'
import { answerTo, bodyOf, emptyDraft, type InspectionDraft } from './draft.ts'
import { aCrate, checklists } from './fixtures.ts'
import { carryIn, carryOut, isCarried, sections, sheetKeys, sourceHere, type SharedSheet } from './sheet.ts'

const AT = '2013-03-20T09:00:00+08:00'
const RECORD = '01890000-0000-7000-8000-000000000001'
const HANDOVER = 'DAL13-H0001'
const [label, seal] = ['all.label_intact', 'all.seal_matches'] as const
const lists: Checklist[] = checklists.map((list) => ({
  ...list,
  items: list.items.map((item) => ({
    ...item,
    once: item.id === seal ? 'consignment' : item.id === 'bulbs.soil_free' ? 'truck' : null,
  })),
}))

function signed(crate: Crate): Record<string, SharedSheet> {
  const draft = emptyDraft(crate, null, AT)
  for (const item of lists.flatMap((list) => list.items)) {
    const answer = answerTo(draft, item.id)
    Object.assign(answer, { mark: 'pass', source: sourceHere(crate, item, answer.alone, AT) })
  }
  return carryOut(draft, RECORD, {})
}

function opened(crate: Crate, sheets: Record<string, SharedSheet>): InspectionDraft {
  const draft = emptyDraft(crate, null, AT)
  carryIn(draft, crate, lists, sheets)
  return draft
}

describe('what holds for a whole consignment or truck', () => {
  const first = aCrate(1, { handover: HANDOVER })

  test('is asked first, as a group of its own, and each item once', () => {
    const groups = sections([...lists, ...lists], { zh: '共同', en: 'Once' })
    expect(groups.map(({ id, items }) => [id, items.map((item) => item.id)])).toEqual([
      ['once', [seal, 'bulbs.soil_free']],
      ['all', [label]],
      ['bulbs', ['bulbs.variety_label']],
    ])
  })

  test('stands at the next crate with the record that it comes from', () => {
    const draft = opened(aCrate(2, { handover: HANDOVER }), signed(first))
    expect(draft.answers[seal]?.source).toEqual({
      scope: 'consignment',
      name: first.declaration,
      record: RECORD,
      at: AT,
    })
    expect(draft.answers['bulbs.soil_free']?.source).toMatchObject({ scope: 'truck', name: HANDOVER })
    expect(draft.answers[label]?.mark).toBeNull()
    const body = bodyOf(draft, 'release', lists, 'wang', AT)
    expect(body.answers.map(({ item, source }) => [item, source?.record])).toEqual([
      [seal, RECORD],
      ['bulbs.soil_free', RECORD],
    ])
  })

  test('does not reach another truck or consignment', () => {
    const sheets = signed(first)
    const truck = opened(aCrate(2, { handover: 'DAL13-H0002' }), sheets)
    expect([truck.answers[seal]?.mark, truck.answers['bulbs.soil_free']?.mark]).toEqual(['pass', null])
    const other = aCrate(2, { declaration: '210900113004210', handover: null })
    expect(sheetKeys(other)).toEqual(['sheet/consignment/210900113004210'])
    expect(opened(other, sheets).answers[seal]?.mark).toBeNull()
  })

  test('is never carried over an answer, nor into what is answered for a crate alone', () => {
    const crate = aCrate(2, { handover: HANDOVER })
    const draft = emptyDraft(crate, null, AT)
    answerTo(draft, seal).mark = 'fail'
    answerTo(draft, 'bulbs.soil_free').alone = true
    carryIn(draft, crate, lists, signed(first))
    expect(draft.answers[seal]).toMatchObject({ mark: 'fail', source: null })
    expect(draft.answers['bulbs.soil_free']?.mark).toBeNull()
  })

  test('an answer for one crate alone, or carried itself, leaves the sheet as it was', () => {
    const crate = aCrate(2, { handover: HANDOVER })
    const sheets = signed(first)
    const draft = opened(crate, sheets)
    expect(isCarried(answerTo(draft, seal))).toBe(true)
    Object.assign(answerTo(draft, 'bulbs.soil_free'), { mark: 'fail', source: null, alone: true })
    expect(carryOut(draft, RECORD.replace('1', '2'), sheets)).toEqual(sheets)
  })

  test('a fail takes its remark and photos along', () => {
    const draft = emptyDraft(first, null, AT)
    const photo = 'a'.repeat(64)
    const source = { scope: 'consignment' as const, name: first.declaration, record: null, at: AT }
    Object.assign(answerTo(draft, seal), { mark: 'fail', remark: '铅封断裂', photos: [photo], source })
    draft.attached[photo] = {
      sort: 'photo',
      of: null,
      original: null,
      phase: null,
      taken_at: null,
      latitude: null,
      longitude: null,
      accuracy_m: null,
      marks: [],
    }
    const next = opened(aCrate(2), carryOut(draft, RECORD, {}))
    expect(next.answers[seal]).toMatchObject({ mark: 'fail', remark: '铅封断裂', photos: [photo] })
    expect(next.attached[photo]).toBeDefined()
  })
})
