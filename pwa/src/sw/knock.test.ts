/** What the worker takes for a message of this office. */
import { expect, test } from 'vitest'
import { read } from './knock.ts'
import { words } from './words.ts'

const knock = { v: 1, what: 'frozen', n: 1, path: '/crates/210900113004200/1' }
const with_ = (more: object): string => JSON.stringify({ ...knock, ...more })

test('a message is read whole', () => expect(read(with_({}))).toEqual(knock))

test.each([
  ['nothing', undefined],
  ['no JSON', '{'],
  ['null', 'null'],
  ['another version', with_({ v: 2 })],
  ['what nobody knows', with_({ what: 'toString' })],
  ['another site', with_({ path: 'https://example.org/' })],
  ['another site without a scheme', with_({ path: '//example.org/' })],
  ['another site by a backslash', with_({ path: '/\\example.org/' })],
])('%s is none', (_what, text) => expect(read(text)).toBeNull())

test('both languages say all that can happen', () => {
  expect(Object.keys(words.en.what)).toEqual(Object.keys(words.zh.what))
  expect([words.en.what.near(1), words.en.what.near(3)]).toEqual([
    '1 crate is about to run over time.',
    '3 crates are about to run over time.',
  ])
})
