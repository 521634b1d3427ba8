/** Help has words and a picture for every step; practice reaches nothing that records. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { help } from '@/i18n/zh/help.ts'
import { PAGES, stepsOf } from './pages.ts'
import { begin, goOn, mayGoOn, STEPS } from './practice.ts'

test('every step has words, a picture, and nothing else has', () => {
  for (const page of PAGES) {
    const steps = stepsOf(page)
    expect(steps.map(([step]) => step)).toEqual(Object.keys(help.pages[page].steps))
    for (const [, parts] of steps) expect(parts.length).toBeGreaterThan(0)
  }
  expect([...PAGES]).toEqual(Object.keys(help.pages))
})

describe('a practice crate', () => {
  test('goes on only when the step is done, and ends after the signature', () => {
    let now = goOn(goOn(begin()))
    expect(now.step).toBe('answer')
    expect(goOn(now)).toBe(now)
    now = goOn({ ...now, answers: { mark: 'pass', soil: 'fail', wood: 'na' } })
    expect([now.step, mayGoOn(now)]).toEqual(['photo', false])
    now = goOn({ ...now, photo: true })
    expect([now.step, mayGoOn(now)]).toEqual(['find', false])
    now = goOn(goOn({ ...now, alarm: true, seen: 'larva' }))
    expect(now.step).toBe(STEPS.at(-1))
    expect(goOn(now)).toBe(now)
  })

  test('imports neither store nor sync', () => {
    const here = fileURLToPath(new URL('.', import.meta.url))
    const files = readdirSync(here).filter((name) => !name.endsWith('.test.ts'))
    const reaches = files.filter((name) =>
      /from '(@\/(store|sync)\/|[^']*core\.ts)/.test(readFileSync(`${here}${name}`, 'utf8')),
    )
    expect(reaches).toEqual([])
  })
})
