/** Finding things: organisms by whatever is typed of them, crates by what stands on them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PestList, PestListPartDoc } from '@/wire/types.ts'
import { briefOf } from '@/rules/brief.ts'
import { isDue, names, search, wordsIn } from './due.ts'
import { countOf } from './finding.ts'
import { aCrate } from './fixtures.ts'
import { inForce, PestIndex } from '../shared/pests.ts'
import { minutesLeft } from './timeleft.ts'
import { isInApp } from '../shared/surroundings.ts'

const file = new URL('../../../../backend/rules/data/pests.json', import.meta.url)
const seed = JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as PestList
const index = new PestIndex([seed])

describe('an organism is found by', () => {
  test.each([
    ['initials', 'lqj', 'DITYDI'],
    ['pinyin', 'songcai', 'BURSXY'],
    ['pinyin by syllables', 'song cai xian', 'BURSXY'],
    ['Chinese', '红火蚁', 'SOLEIN'],
    ['Latin', 'ditylenchus dips', 'DITYDI'],
    ['the beginnings of both Latin words', 'dit dip', 'DITYDI'],
    ['the second Latin word', 'xylophilus', 'BURSXY'],
    ['the EPPO code', 'planmi', 'PLANMI'],
    ['full-width letters', 'ＬＱＪ', 'DITYDI'],
  ])('%s', (_how, query, eppo) => {
    expect(index.find(query, 5)[0]?.eppo).toBe(eppo)
  })

  test('nothing of it: then none is offered', () => expect(index.find('zzz', 5)).toEqual([]))
  test('nothing typed: then the first of the list are', () => expect(index.find(' ', 5)).toHaveLength(5))
  test('its host, the regulated first', () => {
    expect(index.livingOn('Tulipa', 3).map(({ eppo }) => eppo)).toEqual(['DITYDI'])
    expect(index.livingOn('Rosa', 9).map(({ regulated }) => regulated)).toEqual([true, true, false])
  })
})

describe('an official list', () => {
  const part = (n: number, digest: string, latin: string, parts = 2): PestListPartDoc => ({
    part: {
      id: seed.id,
      edition: digest,
      source_zh: '公告',
      source_en: 'Notice',
      digest,
      part: n,
      parts,
      total: parts,
      pests: [
        { eppo: null, latin, zh: '虫', pinyin: 'chong', initials: 'c', class: 'insect', regulated: true, hosts: '' },
      ],
    },
  })
  const names = (...parts: PestListPartDoc[]): string[] =>
    new PestIndex(inForce([{ list: seed }], parts)).find('chong', 9).map(({ latin }) => latin)

  test('takes the place of the seed list', () => {
    const whole = new PestIndex(inForce([{ list: seed }], [part(2, 'a', 'B'), part(1, 'a', 'A')]))
    expect(whole.editions).toMatchObject([{ edition: 'a', organisms: 2 }])
    expect(whole.find('', 9).map(({ latin }) => latin)).toEqual(['A', 'B'])
  })
  test('that is shorter than the one before leaves nothing of that', () => {
    expect(names(part(1, 'b', 'C', 1), part(2, 'a', 'B'))).toEqual(['C'])
  })
  test('still on its way hides nothing that is here', () => {
    expect(names(part(1, 'b', 'C'), part(2, 'a', 'B'))).toEqual(['C', 'B'])
  })
})

describe('a keystroke over ten thousand organisms', () => {
  const pests = Array.from({ length: 360 }, (_, round) =>
    seed.pests.map((pest, n) => ({
      ...pest,
      eppo: `A${String(round)}${String(n)}`,
      latin: `Genus${String(round)} species${String(n)}`,
    })),
  ).flat()
  const large = new PestIndex([{ ...seed, pests }])
  afterEach(() => vi.restoreAllMocks())

  /** How often names are looked through, and how often any text is made anew: no clock. */
  function workFor(query: string): { looks: number; made: number; found: number } {
    const { prototype } = String
    const looks = vi.spyOn(prototype, 'includes')
    const makers = [
      vi.spyOn(prototype, 'normalize'),
      vi.spyOn(prototype, 'toLowerCase'),
      vi.spyOn(prototype, 'split'),
    ]
    const found = large.find(query, 30).length
    const made = makers.reduce((n, maker) => n + maker.mock.calls.length, 0)
    const done = { looks: looks.mock.calls.length, made, found }
    vi.restoreAllMocks()
    return done
  }

  test('is over that many', () => expect(large.size).toBeGreaterThan(10_000))

  test('that fits none looks once at the names of each', () => {
    expect(workFor('zzz')).toEqual({ looks: large.size, made: 3, found: 0 })
  })

  test.each([
    ['s', 6],
    ['so', 6],
    ['song', 6],
    ['gen', 6],
    ['genus1', 6],
    ['虫', 6],
    ['xian chong', 9],
  ])('like “%s” looks at each at most %i times, and makes no text anew but of what is typed', (query, most) => {
    const { looks, made, found } = workFor(query)
    expect(found).toBe(30)
    expect(looks).toBeGreaterThanOrEqual(large.size)
    expect(looks).toBeLessThanOrEqual(most * large.size)
    expect(made).toBe(3)
  })
})

describe('crates to inspect', () => {
  const label = { number: 'DAL13-000123-D' } as NonNullable<ReturnType<typeof aCrate>['label']>

  test.each(['n01', '郁金香', 'tulipa 3/60', '210900113004200', 'DAL13000123D', '球根 NL/3'])(
    'one is found by %s',
    (query) => expect(names(briefOf(aCrate(3, { label })), wordsIn(query))).toBe(true),
  )
  test('every word must fit', () => expect(search([briefOf(aCrate(3))], '郁金香 W05')).toEqual([]))

  test('what is inspected, held or not labelled is not due', () => {
    expect(isDue(aCrate(1))).toBe(true)
    expect(isDue(aCrate(1, { state: 'arrived' }))).toBe(true)
    expect(isDue(aCrate(1, { state: 'held' }))).toBe(false)
    expect(isDue(aCrate(1, { state: 'accepted' }))).toBe(false)
    expect(isDue(aCrate(1, { record: 'r' }))).toBe(false)
  })
})

test.each([
  ['', null],
  [' 12 ', 12],
  ['１２', 12],
  ['1000000', 1_000_000],
  ['1000001', undefined],
  ['几头', undefined],
  ['-1', undefined],
  ['1.5', undefined],
])('a count typed as %j is %s', (typed, count) => expect(countOf(typed)).toBe(count))

test('what is left of an upload is told from its pace, once there is one', () => {
  const [from, now] = [{ at: 0, sent: 0 }, { at: 30_000, sent: 1_000_000 }]
  expect(minutesLeft(from, now, 5_000_000)).toBe(2)
  expect(minutesLeft(from, { at: 500, sent: 9 }, 5_000_000)).toBeNull()
  expect(minutesLeft(from, { at: 30_000, sent: 0 }, 5_000_000)).toBeNull()
})

test('a browser inside WeChat is known as such', () => {
  const android = 'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36'
  expect(isInApp(`${android} MicroMessenger/8.0.32`)).toBe(true)
  expect(isInApp(android)).toBe(false)
})
