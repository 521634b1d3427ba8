/** Both languages say everything, and Chinese is set as Chinese. */
import { describe, expect, test } from 'vitest'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { en } from './en/index.ts'
import { help as enHelp } from './en/help.ts'
import { office as enOffice } from './en/office.ts'
import { i18n, setLocale, t } from './index.ts'
import { field } from './zh/field.ts'
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

const chinese = leaves({ ...zh, ...field, ...zhOffice, help: zhHelp })
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

/** A module and what it cannot begin without; what is imported later, or for its types, is none of it. */
function withImports(...names: string[]): Set<string> {
  const src = fileURLToPath(new URL('..', import.meta.url))
  const found = new Set<string>()
  for (const name of names) if (existsSync(src + name)) found.add(src + name)
  for (const file of found) {
    const text = readFileSync(file, 'utf8')
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\s(?!type\b)[^'"()]*?from '([^']+)'/gm)) {
      const to = name.startsWith('@/') ? src + name.slice(2) : resolve(dirname(file), name)
      if (/^[.@]\/|^\.\./.test(name) && existsSync(to)) found.add(to)
    }
  }
  return found
}

test('the scanner asks for no word that only the first crate brings', () => {
  const late = new RegExp(`['"\`](${Object.keys(field).join('|')})\\.\\w+`)
  const files = [...withImports('main.ts', 'screens/phone/Scan.vue')].filter((file) => !file.includes('/i18n/'))
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => late.test(readFileSync(file, 'utf8')))).toEqual([])
})
