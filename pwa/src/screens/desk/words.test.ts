/** The desk has words for whatever the server can send. */
import { ApiError } from '@/sync/client.ts'
import { i18n } from '@/i18n/index.ts'
import { half } from '@/screens/shared/problem.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { objectionWords } from '../shared/objections.ts'
import { kindWords } from './kinds.ts'
import { wordsOf } from './problems.ts'

afterEach(() => {
  i18n.global.locale.value = 'zh'
})

function rules(): string[] {
  const folder = fileURLToPath(new URL('../../../../backend/rules', import.meta.url))
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
}

describe('objections', () => {
  const codes = rules().flatMap((source) =>
    [...source.matchAll(/(?:Objection\(code=|_object\()"([a-z_]+)"/g)].map((match) => match[1] ?? ''),
  )

  it('are found in the rules', () => {
    expect(codes).toContain('may_not_travel')
    expect(codes).toContain('fail_needs_photo')
  })

  it.each([...new Set([...codes, 'label_void', 'label_replaced'])])('%s has words', (code) => {
    expect(objectionWords({ code, detail: 'x' })).not.toContain(code)
  })

  it('name a question by its wording', () => {
    const wording = new Map([['all.no_soil', '不带土壤']])
    const words = objectionWords({ code: 'item_unanswered', detail: 'all.no_soil' }, wording)
    expect(words).toBe('“不带土壤”未作答')
  })

  it('of a later server are shown as they come', () => {
    expect(objectionWords({ code: 'lot_melted', detail: 'L7' })).toBe('lot_melted：L7')
  })
})

describe('kinds of entry', () => {
  it('that concern a crate have titles of their own', () => {
    expect(kindWords('inspection.amended')).toBe('更正记录')
    expect(kindWords('lot.melted')).toBe('记录')
  })
})

describe('problems', () => {
  const detail = '文件没有“报检号”一列。CSV 也须有。 The file has no column 报检号. Add it.'

  it('are told in one language', () => {
    expect(half(detail)).toBe('文件没有“报检号”一列。CSV 也须有。')
    i18n.global.locale.value = 'en'
    expect(half(detail)).toBe('The file has no column 报检号. Add it.')
    expect(half('no second half')).toBe('no second half')
  })

  it('that only the server can name keep its words', () => {
    const error = new ApiError(422, 'list_unreadable', detail, '改好再传。 Correct it.')
    expect(wordsOf(error)).toEqual({
      what: '文件没有“报检号”一列。CSV 也须有。',
      todo: '改好再传。',
      signIn: false,
    })
  })

  it('of an ended session lead to sign-in', () => {
    expect(wordsOf(new ApiError(401, 'not_signed_in', '', '')).signIn).toBe(true)
  })

  it('never hide a fault of the program', () => {
    const fault = new RangeError('x')
    expect(() => wordsOf(fault)).toThrow(fault)
  })
})
