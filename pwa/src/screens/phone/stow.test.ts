import { beforeEach, describe, expect, test } from 'vitest'
import { emptyDraft, answerTo, type InspectionDraft } from './draft.ts'
import { newFinding } from './finding.ts'
import { aCrate, checklists } from './fixtures.ts'
import type { Added } from './photos.ts'
import { lacking } from './shots.ts'
import { CONTAINMENT, findingPlace, LOOSE, moveTo, placeOf, stagePlace, stow } from './stow.ts'

const SHA = 'a'.repeat(64)
const RAW = 'b'.repeat(64)
const NOW = '2013-05-10T14:00:00+08:00'

function added(more: Partial<Added> = {}, type: Added['photo']['type'] = 'image/jpeg'): Added {
  const original = { sha256: RAW, size: 9, type, taken_at: null, latitude: null, longitude: null }
  const photo = { sha256: SHA, size: 3, type, original }
  return { photo, original: null, here: null, ...more }
}

let draft: InspectionDraft
beforeEach(() => {
  draft = emptyDraft(aCrate(1), null, NOW)
})

describe('a photo that was taken', () => {
  test('is in its place once, however often it is brought', () => {
    for (let i = 0; i < 3; i++) stow(draft, stagePlace('opening'), added())
    expect(draft.photos.opening).toEqual([SHA])
    expect(draft.attached[SHA]).toMatchObject({ sort: 'photo', phase: 'opening', original: RAW })
    stow(draft, 'all.no_soil', added())
    expect(answerTo(draft, 'all.no_soil').photos).toEqual([SHA])
  })

  test('of a finding keeps its original and its films apart', () => {
    draft.open_finding = newFinding(2, 'alive')
    const raw = added().photo
    stow(draft, findingPlace(2), added({ original: { ...raw, sha256: RAW } }))
    expect(draft.open_finding).toMatchObject({ photos: [SHA], originals: [RAW], clips: [] })
    expect(draft.attached[RAW]).toMatchObject({ sort: 'original', of: SHA, phase: 'sight' })
    const film = { ...raw, sha256: 'c'.repeat(64), type: 'video/mp4' as const }
    stow(draft, findingPlace(2), added({ photo: film }))
    expect(draft.open_finding.clips).toEqual([film.sha256])
  })

  test('whose finding or containment is gone is not lost', () => {
    stow(draft, findingPlace(4), added())
    stow(draft, CONTAINMENT, added({ photo: { ...added().photo, sha256: RAW } }))
    expect(draft.photos.loose).toEqual([SHA, RAW])
  })

  test('may be said afterwards to show something else; its marks and time go with it', () => {
    stow(draft, LOOSE, added())
    const file = draft.attached[SHA]
    expect([placeOf(draft, SHA), file?.phase]).toEqual([LOOSE, null])
    moveTo(draft, SHA, stagePlace('before'))
    expect([draft.photos.loose, draft.photos.before, file?.phase]).toEqual([[], [SHA], 'before'])
    moveTo(draft, SHA, 'all.no_soil')
    expect([draft.photos.before, answerTo(draft, 'all.no_soil').photos, file?.phase]).toEqual([[], [SHA], null])
    expect(placeOf(draft, SHA)).toBe('all.no_soil')
  })

  test('whose camera wrote no zone goes by the clock of its phone', () => {
    const { photo } = added()
    stow(draft, LOOSE, added({ photo: { ...photo, original: { ...photo.original, taken_at: '2013-05-10T14:05:00' } } }))
    const taken = draft.attached[SHA]?.taken_at ?? ''
    expect(taken).toMatch(/^2013-05-10T14:05:00\.000[+-]\d\d:\d\d$/)
    expect(Date.parse(taken)).toBe(new Date('2013-05-10T14:05:00').getTime())
  })
})

describe('the shot list', () => {
  test('names what still wants a photo: what must have one, and what failed', () => {
    const [one, two, three] = checklists.flatMap(({ items }) => items)
    const [list] = checklists
    if (!one || !two || !three || !list) throw new Error('three items')
    const sections = [{ ...list, items: [{ ...one, photo: true }, two, { ...three, photo: true }] }]
    expect(lacking(draft, sections).map(({ id }) => id)).toEqual([one.id, three.id])
    answerTo(draft, two.id).mark = 'fail'
    answerTo(draft, three.id).mark = 'na'
    expect(lacking(draft, sections).map(({ id }) => id)).toEqual([one.id, two.id])
    stow(draft, one.id, added())
    stow(draft, two.id, added())
    expect(lacking(draft, sections)).toEqual([])
  })
})
