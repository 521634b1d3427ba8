/** Both languages say everything, and Chinese is set as Chinese. */
import { describe, expect, test } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { en } from './en/index.ts'
import { help as enHelp } from './en/help.ts'
import { office as enOffice } from './en/office.ts'
import { i18n, setLocale, t } from './index.ts'
import { zh } from './zh/index.ts'
import { help as zhHelp } from './zh/help.ts'
import { office as zhOffice } from './zh/office.ts'

interface Tree {
  [key: string]: string | Tree
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key
    return typeof value === 'string' ? [[at, value] as [string, string]] : leaves(value, at)
  })
}

const chinese = leaves({ ...zh, ...zhOffice, help: zhHelp })
const english = new Map(leaves({ ...en, ...enOffice, help: enHelp }))

const params = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe('the catalogues', () => {
  test('hold the same keys', () => {
    expect(chinese.map(([key]) => key).sort()).toEqual([...english.keys()].sort())
    expect(chinese.length).toBeGreaterThan(300)
  })

  test('say something for each, with the same blanks', () => {
    const wrong = chinese.filter(([key, text]) => {
      const other = english.get(key) ?? ''
      return !text.trim() || !other.trim() || String(params(text)) !== String(params(other))
    })
    expect(wrong).toEqual([])
  })

  test('use full-width punctuation beside Chinese', () => {
    const halfWidth = /[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]/
    expect(chinese.filter(([, text]) => halfWidth.test(text))).toEqual([])
  })

  test('leave no Chinese in English', () => {
    const left = /[\u4e00-\u9fff，。；：？！（）]/
    expect([...english].filter(([, text]) => left.test(text))).toEqual([])
  })
})

test('a switch changes every word at once, and plurals follow n', async () => {
  expect(t('terms.verdict.valid')).toBe('标识有效')
  expect(t('phone.work.dueCount', { n: 2 })).toBe('2 箱')
  await setLocale('en')
  expect(t('terms.verdict.valid')).toBe('Valid')
  expect(t('phone.work.dueCount', { n: 1 })).toBe('1 crate')
  expect(t('phone.work.dueCount', { n: 2 })).toBe('2 crates')
  await setLocale('zh')
  expect(i18n.global.locale.value).toBe('zh')
})

test('the phone asks for no word that only the desk brings', () => {
  const src = fileURLToPath(new URL('..', import.meta.url))
  const desks = new RegExp(`['"\`](${Object.keys(zhOffice).join('|')})\\.\\w+`)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(vue|ts)$/.test(file) && !/screens\/desk\/|i18n\/|\.test\.ts$/.test(file),
  )
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => desks.test(readFileSync(`${src}/${file}`, 'utf8')))).toEqual([])
})
