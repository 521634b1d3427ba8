/** How many to look at and which ones, and the sample that goes to the laboratory with its record. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { samplingProblems } from '@/rules/sampling.ts'
import { openEntry } from '@/wire/seal.ts'
import type { InspectionRecorded3, SampleDrawn } from '@/wire/types.ts'
import { aStore, enrolled } from '../../../tests/phone.ts'
import { aCrate } from './fixtures.ts'
import { amountOf, bagsOf, isWhole, keepSample, newSample, newVoucher, sampleOf, sealSamples, vouchersKnown } from './sampletaking.ts'
import { drawLots, due, editPlan, finishedPlan, newPlan, unitsOf, type PlanDraft } from './samplingplan.ts'
import { degrees, editWeather, isOff, newWeather, percent, weatherOf } from './weather.ts'

const asked = (more: Partial<PlanDraft> = {}): PlanDraft => ({
  ...newPlan(),
  ...{ lot_size: '200', confidence: '9500', level: '1000' },
  ...more,
})

describe('a plan', () => {
  test('presets nothing, and says the number of ISPM 31 once all is said', () => {
    expect(due(newPlan())).toBeNull()
    expect(due(asked({ level: '' }))).toBeNull()
    expect(due(asked())).toEqual({ n: 27, infested: 20 })
    expect(due(asked({ lot_size: '50', confidence: '9900', level: '100' }))).toEqual({ n: 50, infested: 1 })
  })

  test('is drawn by lot once: more units are added to those drawn, and nobody draws anew', async () => {
    const plan = asked()
    await drawLots(plan)
    const [seed, first] = [plan.seed, plan.units]
    expect(plan.drawn).toBe('27')
    expect(new Set(first).size).toBe(27)
    expect(first.every((unit) => unit >= 1 && unit <= 200)).toBe(true)
    plan.drawn = '30'
    await drawLots(plan)
    expect(plan.seed).toBe(seed)
    expect(plan.units).toHaveLength(30)
    expect(plan.units).toEqual(expect.arrayContaining(first))
    const signed = finishedPlan(plan)
    expect(signed && (await samplingProblems(signed))).toEqual([])
    expect(signed && editPlan(signed)).toEqual(plan)
  })

  test('that looked at too few says so, and one with no draw names no units', async () => {
    const few = finishedPlan(asked({ drawn: '5' }))
    expect(few).toMatchObject({ required: 27, drawn: 5, seed: null, units: [] })
    expect(few && (await samplingProblems(few))).toEqual([{ code: 'sampled_too_few', detail: '5/27' }])
    expect(finishedPlan(asked({ drawn: '' }))).toBeNull()
    expect(await unitsOf(asked({ seed: 'a'.repeat(32), drawn: '201' }))).toEqual([])
  })
})

describe('a sample', () => {
  const crate = aCrate(3)
  const VOUCHER = '210900113004200-003-11'
  const around = { crate: crate.id, place: ' N01 ', lead: 'wang', recorder: 'li', owner: '范德赫伊', plan: null }

  test('has a number that no other sample has, and codes for its bags', () => {
    const all = Array.from({ length: 89 }, (_, k) => `210900113004200-003-${String(k + 11)}`)
    expect(all).toContain(newVoucher(crate, []))
    expect(newVoucher(crate, all.filter((one) => one !== VOUCHER))).toBe(VOUCHER)
    const sample = { ...newSample(crate, VOUCHER), bags: '2' }
    expect(bagsOf(sample)).toEqual([`${VOUCHER}/1`, `${VOUCHER}/2`])
    expect(bagsOf({ ...sample, bags: '100' })).toEqual([])
  })

  test('owes a quantity, and is signed with who was there', () => {
    const sample = newSample(crate, VOUCHER)
    expect(isWhole(sample)).toBe(false)
    expect(sampleOf(sample, around)).toBeNull()
    expect([amountOf('０.５'), amountOf('0'), amountOf('1e3'), amountOf('-1')]).toEqual([0.5, null, null, null])
    expect(sampleOf({ ...sample, quantity: '12', seal: ' S-7 ' }, around)).toMatchObject({
      ...{ voucher: VOUCHER, crates: [crate.id], what: '郁金香种球', quantity: 12, unit: '粒', place: 'N01' },
      ...{ lead: 'wang', second: 'li', owner: '范德赫伊', seal: 'S-7', part: null, record: null },
      bags: [`${VOUCHER}/1`],
    })
  })

  describe('on the phone', () => {
    let store: Awaited<ReturnType<typeof aStore>>
    beforeEach(async () => {
      store = await aStore()
      await enrolled(store)
    })
    afterEach(() => store.close())
    const body = sampleOf({ ...newSample(crate, VOUCHER), quantity: '12' }, around)
    const drawn = async (): Promise<SampleDrawn[]> => {
      const rows = (await store.outbox()).filter(({ kind }) => kind === 'sample.drawn')
      const entries = await Promise.all(rows.map(({ id }) => store.entry(id)))
      return entries.map((entry) => openEntry<SampleDrawn>(entry?.jws ?? '').body)
    }
    const record = { crate: crate.id, witness: null } as unknown as InspectionRecorded3

    test('goes under the record even where the page died in between, and once', async () => {
      await keepSample(store, crate.id, body, '2013-05-10T09:00:00+08:00')
      await sealSamples(store)
      expect(await drawn()).toEqual([]) // there is no record yet
      const { id } = await store.record('inspection.recorded', record)
      await sealSamples(store)
      await sealSamples(store)
      expect(await drawn()).toMatchObject([{ voucher: VOUCHER, record: id }])
      expect(await vouchersKnown(store)).toEqual([VOUCHER])
      expect(await store.drafts()).toEqual([])
    })

    test('that was taken back is not signed', async () => {
      await keepSample(store, crate.id, body, '2013-05-10T09:00:00+08:00')
      await keepSample(store, crate.id, null, '2013-05-10T09:01:00+08:00')
      await store.record('inspection.recorded', record)
      await sealSamples(store)
      expect(await drawn()).toEqual([])
    })
  })
})

test('weather is read as it is typed, and is none where nothing was said', () => {
  expect(weatherOf(newWeather())).toBeNull()
  expect([degrees('−3.5'), degrees('61'), degrees('warm'), percent('１００'), percent('-1')]).toEqual([-3.5, undefined, undefined, 100, undefined])
  const weather = { sky: '晴', temperature_c: 21.5, humidity_pct: null }
  expect(weatherOf(editWeather(weather))).toEqual(weather)
  expect(isOff({ sky: '', temperature: '21', humidity: '120' })).toBe(true)
})
