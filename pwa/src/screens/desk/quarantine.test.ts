/** Each way into quarantine has its reason in words, and what to do about it. */
import { i18n } from '@/i18n/index.ts'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { laidOut, titleOf, todoWords, whyWords } from './quarantine.ts'

const source = readFileSync(new URL('../../../../backend/wire/sync.py', import.meta.url), 'utf8')
const literal = /class Quarantined[\s\S]*?code: Literal\[([^\]]+)\]/.exec(source)?.[1] ?? ''
const CODES = [...literal.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '')

afterEach(() => {
  i18n.global.locale.value = 'zh'
})

describe('a reason for quarantine', () => {
  it('is found on the wire', () => {
    expect(CODES).toContain('revoked_device')
  })

  it.each(CODES)('%s has words and a way out, in both languages', (code) => {
    for (const locale of ['zh', 'en'] as const) {
      i18n.global.locale.value = locale
      expect(whyWords(code)).not.toContain(code)
      expect(todoWords(code, true)).toBeTruthy()
      expect(todoWords(code, false)).toBeTruthy()
    }
  })

  it('of a later server is shown as it comes', () => {
    expect(whyWords('lot_frozen')).toContain('lot_frozen')
    expect(todoWords('lot_frozen', true)).toBeNull()
  })

  it('says what can be done now, not what could be before', () => {
    expect(todoWords('unknown_kind', false)).toContain('不能准予生效')
    expect(todoWords('unknown_kind', true)).toContain('可以准予生效')
    expect(todoWords('revoked_device', true)).not.toContain('不能准予生效')
    expect(todoWords('revoked_device', false)).toContain('不能准予生效')
  })
})

it('a kind without words is named as it came', () => {
  expect(titleOf('inspection.recorded')).toBe('拆包查验')
  expect(titleOf('crate.weighed')).toBe('crate.weighed')
})

it('an entry is laid out from its own bytes, whatever its body', () => {
  const payload = btoa(JSON.stringify({ kind: 'x', body: [1, { a: null }] })).replace(/=+$/, '')
  expect(laidOut(`e30.${payload}.AA`)).toBe(JSON.stringify({ kind: 'x', body: [1, { a: null }] }, null, 2))
})
