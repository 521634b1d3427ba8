import type { Checklist, InspectionRecorded } from '@/wire/types.ts'
import { describe, expect, it } from 'vitest'
import { asAsked, gravestFirst, photosOf } from './asked.ts'

const [LABEL, LEAVES] = ['a'.repeat(64), 'b'.repeat(64)]

function list(version: number, wording: string): Checklist {
  const item = (id: string, zh: string) => ({ id, zh, en: zh, critical: false, na: false, photo: false, once: null, shows: null, rule: null })
  const items = [item('all.label', wording), item('all.seal', '封识号一致'), item('all.soil', '不带土壤')]
  return { id: 'all', version, classes: [], zh: '通用', en: 'All', items }
}

function body(more: Partial<InspectionRecorded> = {}): InspectionRecorded {
  return {
    checklists: [{ id: 'all', version: 1 }],
    answers: [
      { item: 'all.label', mark: 'pass', remark: null, photos: [] },
      { item: 'all.soil', mark: 'fail', remark: '根部带土', photos: [LABEL, LEAVES] },
    ],
    findings: [],
    general_photos: [LABEL],
    ...more,
  } as InspectionRecorded
}

describe('a record beside its checklist', () => {
  it('is read in the version that was asked, not the newest', () => {
    const [asked] = asAsked(body(), [list(2, '标识完好且可扫'), list(1, '标识完好')])
    expect(asked?.items[0]?.item.zh).toBe('标识完好')
  })

  it('shows an item without an answer, and fails before everything', () => {
    const order = gravestFirst(asAsked(body(), [list(1, '标识完好')]))
    expect(order.map(({ item }) => item.id)).toEqual(['all.soil', 'all.seal', 'all.label'])
    expect(order[1]?.answer).toBeNull()
  })

  it('hides no answer whose checklist is not at hand', () => {
    const [other] = asAsked(body(), [])
    expect(other?.items.map(({ item }) => item.id)).toEqual(['all.label', 'all.soil'])
  })

  it('shows each photo once, at what it proves', () => {
    const record = body()
    const photos = photosOf(record, asAsked(record, [list(1, '标识完好')]))
    expect(photos.map((photo) => [photo.sha256, photo.item?.id])).toEqual([
      [LABEL, 'all.soil'],
      [LEAVES, 'all.soil'],
    ])
  })
})
