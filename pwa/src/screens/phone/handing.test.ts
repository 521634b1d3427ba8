/** A draft goes over whole or not at all, once, and says from whom. */
import { beforeEach, describe, expect, test } from 'vitest'
import { aStore, enrolled, photo } from '../../../tests/phone.ts'
import { Gathering, partsOf } from '../../scan/parts.ts'
import type { Store } from '../../store/types.ts'
import { openEntry } from '../../wire/seal.ts'
import type { DraftGiven, DraftTaken } from '../../wire/types.ts'
import { answerTo, draftKey, emptyDraft, filesIn, type InspectionDraft } from './draft.ts'
import { aCrate } from './fixtures.ts'
import { asCode, asParcel, fromCode, fromParcel, offer, signTaken, take, type Handed } from './handing.ts'
import { readPassed } from './passing.ts'

let giver: Store
let taker: Store
let draft: InspectionDraft
let picture: string

beforeEach(async () => {
  ;[giver, taker] = [await aStore(), await aStore()]
  await enrolled(giver, { user: 'wang' })
  await enrolled(taker, { user: 'li' })
  draft = emptyDraft(aCrate(1), null, '2013-05-10T14:00:00+08:00')
  picture = (await giver.addPhoto(photo('所见'))).sha256
  answerTo(draft, 'all.no_soil').mark = 'pass'
  answerTo(draft, 'all.no_pest').photos = [picture]
  draft.photos.before = [picture]
  draft.at = 'all.no_pest'
  draft.recorder = 'li'
  await giver.saveDraft(draftKey(draft.crate), draft)
})

const kept = async (store: Store): Promise<InspectionDraft | undefined> =>
  (await store.draft<InspectionDraft>(draftKey(draft.crate)))?.value

async function byCode(): Promise<Handed> {
  const { entry, text } = await offer(giver, draft, 'code', null)
  const gathering = new Gathering()
  let whole = ''
  for (const part of await partsOf(await asCode(entry.jws, text))) {
    whole = (await gathering.add(part))?.text ?? ''
  }
  const passed = await readPassed(whole)
  if (!passed || !('draft' in passed)) throw new Error('no draft came together')
  return passed.draft
}

async function byServer(): Promise<Handed> {
  const { entry, text, photos } = await offer(giver, draft, 'server', 'li')
  const handed = fromParcel(await asParcel(giver, entry.jws, text, photos))
  if (!handed) throw new Error('the parcel does not read')
  return handed
}

const takenBy = async (): Promise<DraftTaken[]> =>
  (await taker.inner.queued())
    .filter(({ kind }) => kind === 'draft.taken')
    .map(({ jws }) => openEntry<DraftTaken>(jws).body)

test('by codes the answers go over, at the very item, and the photos stay and are sent from here', async () => {
  const took = await take(taker, await byCode())
  expect(took).toMatchObject({ crate: draft.crate, giver: 'wang', word: 'unverified', photosLeft: 1 })
  const mine = await kept(taker)
  expect(mine).toMatchObject({ at: 'all.no_pest', recorder: '', taken: { giver: 'wang', photos_left: 1 } })
  expect(mine?.answers['all.no_soil']?.mark).toBe('pass')
  expect(mine && filesIn(mine)).toEqual([])
  expect(await kept(giver)).toMatchObject({ at: 'all.no_pest', given: null })
  const [given] = await giver.inner.queued()
  expect(given?.photos.map(({ sha256 }) => sha256)).toEqual([picture])
})

test('by the server the photos come too, byte for byte', async () => {
  expect(await take(taker, await byServer())).toMatchObject({ photosLeft: 0 })
  expect(await taker.photoBytes(picture)).toEqual(await giver.photoBytes(picture))
  const mine = await kept(taker)
  expect(mine && filesIn(mine)).toEqual([picture])
})

describe('whatever breaks', () => {
  test('offering and taking again signs nothing twice and overwrites no work', async () => {
    const handed = await byCode()
    await take(taker, handed)
    const mine = await kept(taker)
    if (mine) await taker.saveDraft(draftKey(draft.crate), { ...mine, remark: '接着做' })
    await take(taker, await byCode())
    expect((await kept(taker))?.remark).toBe('接着做')
    expect(await takenBy()).toHaveLength(1)
    expect(await giver.inner.queued()).toHaveLength(1)
  })

  test('a page that died after the draft was kept signs of it later', async () => {
    const { id, jws } = (await offer(giver, draft, 'code', null)).entry
    const hash = openEntry<DraftGiven>(jws).body.draft
    const taken = { given: id, draft: hash, giver: 'wang', giver_dev: 'x', at: '', photos_left: 0 }
    await taker.saveDraft(draftKey(draft.crate), { ...draft, taken })
    await signTaken(taker)
    await signTaken(taker)
    expect(await takenBy()).toMatchObject([{ given: id, draft: hash, giver: 'wang' }])
  })

  test('what was changed on its way is not taken, and own work is replaced only when told', async () => {
    const handed = await byCode()
    expect(await take(taker, { ...handed, draft: handed.draft.replace('pass', 'fail') })).toBe('not_genuine')
    expect(await take(giver, handed)).toBe('own')
    expect(await fromCode('Dnothing of ours')).toBeNull()
    expect(fromParcel(new Uint8Array(3))).toBeNull()
    const own = { ...emptyDraft(aCrate(1), null, ''), remark: '我的' }
    await taker.saveDraft(draftKey(draft.crate), own)
    expect(await take(taker, handed)).toBe('occupied')
    expect((await kept(taker))?.remark).toBe('我的')
    expect(await take(taker, handed, true)).toMatchObject({ giver: 'wang' })
    expect((await kept(taker))?.answers['all.no_soil']?.mark).toBe('pass')
  })

  test('a file that is not the one that was signed does not come in its place', async () => {
    const handed = await byServer()
    const other = new Map([[picture, new TextEncoder().encode('another picture')]])
    expect(await take(taker, { ...handed, files: other })).toMatchObject({ photosLeft: 1 })
    expect(await taker.photo(picture)).toBeNull()
  })
})
