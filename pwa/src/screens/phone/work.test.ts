/** What a letter in the search of the tasks costs, in what is looked at and drawn: no clock. */
import { expect, test } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '@/i18n/index.ts'
import { briefOf, type CrateBrief } from '@/rules/brief.ts'
import DueList from './DueList.vue'
import { search } from './due.ts'
import { aCrate } from './fixtures.ts'
import { suggest } from './suggest.ts'
import { byStand, byUrgency, inPlace } from './urgency.ts'

const MANY = 10_000
const SHOWN = 12

function crates(stands: number): readonly CrateBrief[] {
  const number = (n: number): string => `DAL13-${String(n).padStart(6, '0')}-D`
  return Array.from({ length: MANY }, (_, n) => {
    const label = { number: number(n) } as NonNullable<ReturnType<typeof aCrate>['label']>
    return briefOf(aCrate(n, { stand: `S${String(n % stands).padStart(3, '0')}`, label }))
  })
}

const inOrder = (briefs: readonly CrateBrief[]) => byUrgency(inPlace(briefs), new Map(), 0)

async function drawn(due: readonly CrateBrief[]): Promise<{ lines: number; stands: number }> {
  const tasks = { due, claims: new Map(), names: new Map(), me: 'wang' }
  const props = { tasks, clocks: new Map(), now: 0, nearMinutes: 60, near: null }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:all(.*)', component: {} }] })
  const html = await renderToString(createSSRApp(DueList, props).use(i18n).use(router))
  const count = (testid: string): number => html.split(`data-testid="${testid}`).length - 1
  return { lines: count('crate-2'), stands: count('stand-') }
}

test('of ten thousand crates at one stand, a screenful is drawn', async () => {
  expect(await drawn(crates(1))).toEqual({ lines: SHOWN, stands: 1 })
})

test('of two hundred stands, a screenful is drawn', async () => {
  expect(await drawn(crates(200))).toEqual({ lines: 0, stands: SHOWN })
})

/** Counts how often what names a crate is asked for, and anything else of it. */
function watched(briefs: readonly CrateBrief[]): [readonly CrateBrief[], Record<string, number>] {
  const asked: Record<string, number> = {}
  const spied = briefs.map(
    (brief) =>
      new Proxy(brief, {
        get(target, name: keyof CrateBrief) {
          asked[name] = (asked[name] ?? 0) + 1
          return target[name]
        },
      }),
  )
  return [spied, asked]
}

test('a letter looks once at what names each crate, and puts nothing in order', () => {
  const [briefs, asked] = watched(inOrder(crates(200)))
  const found = search(briefs, 's00')
  expect(asked).toEqual({ text: MANY })
  byStand(found, null)
  expect(asked['declaration']).toBeUndefined()
  expect(asked['stand']).toBeLessThanOrEqual(2 * MANY)
})

test('a number that is typed looks once at each crate and keeps the few that are shown', () => {
  const [briefs, asked] = watched(crates(200))
  const found = suggest(briefs, '0012').suggestions.map(({ number }) => number)
  expect(found).toEqual(['000012', '000120', '000121', '000122', '000123', '000124'].map((n) => `DAL13-${n}-D`))
  expect(asked['bare']).toBe(MANY)
})
