/** A sheet that is being typed in stands here again after a reload, for whoever typed it. */
import { effectScope } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { SheetPage } from '@/wire/types.ts'
import { gapsOf, newFound, recordOnPaper, sheetNoOf } from './sheetdraft.ts'
import { useSheetTyping, type SheetTyping } from './sheetentry.ts'
import { forgetEntered } from './sheetkept.ts'
import { aCrate } from '../phone/fixtures.ts'

const NO = 'JL2013-00012'

class Shelf implements Storage {
  readonly #texts = new Map<string, string>()
  full = false
  get length(): number {
    return this.#texts.size
  }
  key = (n: number): string | null => [...this.#texts.keys()][n] ?? null
  getItem = (key: string): string | null => this.#texts.get(key) ?? null
  removeItem = (key: string): void => void this.#texts.delete(key)
  clear = (): void => {
    this.#texts.clear()
  }
  setItem(key: string, text: string): void {
    if (this.full) throw new DOMException('no room', 'QuotaExceededError')
    this.#texts.set(key, text)
  }
}

let shelf: Shelf
beforeEach(() => {
  shelf = new Shelf()
  vi.stubGlobal('localStorage', shelf)
})

const sheetPage = (record: string | null = null): SheetPage =>
  ({
    sheet: { body: { no: NO, crate: null, class: 'plants', checklists: [] }, record },
    lists: [{ id: 'all', version: 3, items: [{ id: 'all.seal' }, { id: 'all.soil' }] }],
    inspectors: [],
  }) as unknown as SheetPage

/** As the page does when it is opened: a reload begins another one over the same storage. */
function opened(user = 'zhao', page = sheetPage()): SheetTyping {
  const typing = effectScope().run(() => useSheetTyping(NO, user))
  if (!typing) throw new Error('no scope')
  typing.begin(page)
  return typing
}

const drafted = ({ draft }: SheetTyping) => {
  if (!draft.value) throw new Error('nothing to type in')
  return draft.value
}

test('what was typed is there after a reload, and says since when', () => {
  const before = opened()
  expect(before.restored.value).toBeNull()
  expect(shelf.length).toBe(0) // looking at a sheet keeps nothing
  drafted(before).witness = '范德赫伊'
  drafted(before).answers['all.soil'] = { mark: 'fail', remark: '有土' }
  drafted(before).findings.push(newFound())
  const after = opened()
  expect(after.restored.value).toMatch(/^\d{4}-/)
  expect(drafted(after)).toEqual(drafted(before))
  drafted(after).witness = '李'
  expect(drafted(opened()).witness).toBe('李')
})

test('another person begins anew, and starting over forgets', () => {
  drafted(opened()).place = '检疫棚'
  expect(drafted(opened('zhou')).place).toBe('')
  const again = opened()
  again.startOver(sheetPage())
  expect([drafted(again).place, again.restored.value, shelf.length]).toEqual(['', null, 0])
  drafted(again).place = '二号棚'
  expect(drafted(opened()).place).toBe('二号棚')
})

test('once it is entered nothing of it is kept, whoever typed it', () => {
  for (const user of ['zhao', 'zhou']) drafted(opened(user)).witness = '范德赫伊'
  shelf.setItem('greenlane.sheet.JL2013-00013.zhao', '{}')
  opened().end()
  expect(shelf.key(0)).toBe('greenlane.sheet.JL2013-00013.zhao')
  drafted(opened()).witness = '范德赫伊'
  expect(opened('zhao', sheetPage('the record')).draft.value).toBeNull()
  expect(shelf.length).toBe(1)
  forgetEntered(['JL2013-00013'])
  expect(shelf.length).toBe(0)
})

test('a browser without room says so, and what it cannot read is no draft', () => {
  const typing = opened()
  shelf.full = true
  drafted(typing).place = '检疫棚'
  expect(typing.unkept.value).toBe(true)
  shelf.full = false
  drafted(typing).place = '检疫棚 2'
  expect(typing.unkept.value).toBe(false)
  const place = shelf.key(0) ?? ''
  for (const text of ['{', '{"at":1}', '{"at":"2013-05-10","draft":{}}']) {
    shelf.setItem(place, text)
    expect(opened().restored.value).toBeNull()
  }
})

test('an organism of the lists goes into the record with its code and edition', () => {
  const draft = drafted(opened())
  const regulation = { regulated: true, list: 'pests', edition: '2013' }
  draft.findings.push({ ...newFound(), name: '扶桑绵粉蚧', eppo: 'PHENSO', regulation })
  expect(gapsOf(draft, null)).toContain('findings')
  Object.assign(draft.findings[0] ?? {}, { found_at: 'leaf', stage: 'adult', alive: 'alive', count: '3' })
  Object.assign(draft, { begun: '2013-05-10T09:00', ended: '2013-05-10T09:40' })
  expect(recordOnPaper(draft, aCrate(1), []).findings).toMatchObject([
    { no: 1, eppo: 'PHENSO', name: '扶桑绵粉蚧', regulation, found_at: 'leaf', count: 3 },
  ])
  expect(sheetNoOf('https://example.cn/desk/record-sheets/jl2013-00012?crate=1')).toBe(NO)
})
