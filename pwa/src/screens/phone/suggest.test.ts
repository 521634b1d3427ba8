/** Typing a label number with gloves on: parts of it, slips, and other words for the crate. */
import { describe, expect, test } from 'vitest'
import { numberOf } from '@/labels/number.ts'
import type { Crate } from '@/wire/types.ts'
import { briefOf, type CrateBrief } from '@/rules/brief.ts'
import { aCrate } from './fixtures.ts'
import { suggest } from './suggest.ts'

function labelled(serial: number, more: Partial<Crate> = {}): CrateBrief {
  const number = numberOf('DAL', '2013-04-28', serial)
  const label = {
    ...{ number, token: 'T', port: 'DAL', destination: 'N01', issued: '2013-04-28' },
    ...{ valid_until: '2013-11-01', by: 'zhou', state: 'issued', reason: null },
    ...{ replaced_by: null, prints: [], spoiled: 0, affixed: null },
  } satisfies Crate['label']
  return briefOf(aCrate(serial, { label, ...more }))
}

const crates = [labelled(7), labelled(123), labelled(1230), briefOf(aCrate(9))]
const [seven, hundred] = crates.map((crate) => crate.number ?? '')
const found = (text: string) => suggest(crates, text).suggestions.map(({ number }) => number)

describe('a part of the number', () => {
  test('from its end comes first', () => {
    expect(found('123')[0]).toBe(hundred)
    expect(found('123')).toHaveLength(2)
  })

  test('with or without hyphens, in either case and width', () => {
    expect(found('dal13-0001')).toEqual([hundred])
    expect(found('ＤＡＬ１３ ０００１')).toEqual([hundred])
  })

  test('of one character is too little', () => {
    expect(found('1')).toEqual([])
  })
})

test('other words name a crate too', () => {
  const named = [labelled(7, { stand: 'S05' }), labelled(8, { goods: { ...aCrate(1).goods, name: '火焰兰' } })]
  expect(suggest(named, '火焰兰').suggestions).toMatchObject([{ crate: { n: 8 } }])
  expect(suggest(named, 's05').suggestions).toMatchObject([{ crate: { n: 7 } }])
})

describe('a whole number', () => {
  const off = (number: string, at: number, char: string) =>
    number.replaceAll('-', '').slice(0, at) + char + number.replaceAll('-', '').slice(at + 1)

  test('that is right is no slip', () => {
    expect(suggest(crates, seven ?? '')).toMatchObject({ error: null, suggestions: [{ number: seven }] })
  })

  test('with one wrong character is mistyped, and the one that is meant is offered', () => {
    const typing = suggest(crates, off(seven ?? '', 10, '8'))
    expect(typing).toMatchObject({ error: 'mistyped', suggestions: [{ number: seven }] })
  })

  test('with two neighbours swapped is mistyped, and the one that is meant is offered', () => {
    const bare = (hundred ?? '').replaceAll('-', '')
    const typing = suggest(crates, `${bare.slice(0, 9)}${bare.charAt(10)}${bare.charAt(9)}${bare.slice(11)}`)
    expect(typing).toMatchObject({ error: 'mistyped', suggestions: [{ number: hundred }] })
  })

  test('with O for 0 has a hint', () => {
    expect(suggest(crates, off(seven ?? '', 5, 'O'))).toMatchObject({ error: 'malformed', hint: seven })
  })
})

test('twelve letters are words, not a number', () => {
  expect(suggest(crates, 'Phalaenopsis').error).toBeNull()
})
