import { describe, expect, test } from 'vitest'
import type { NamedPrinter } from '@/wire/types.ts'
import { fitting, formatsFor, USUAL } from './printing.ts'

const zebra: NamedPrinter = {
  ...{ code: 'zebra', zh: '标签机', en: 'Label printer' },
  ...{ stocks: ['100x150'], format: 'zpl', dpi: 203 },
}

describe('what can be printed', () => {
  test('a printer brings its own language and resolution', () => {
    const made = fitting({ ...USUAL, printer: 'zebra' }, [zebra])
    expect(made).toMatchObject({ printer: 'zebra', format: 'zpl', dpi: 203 })
  })

  test('a paper that the printer does not hold goes to a file', () => {
    const made = fitting({ ...USUAL, stock: 'a4-4', printer: 'zebra', format: 'zpl' }, [zebra])
    expect(made).toMatchObject({ printer: null, format: 'pdf', dpi: 300 })
  })

  test('sheets know no label printer, and no place that they do not have', () => {
    expect(formatsFor('a4-2')).toEqual(['pdf', 'png'])
    expect(fitting({ ...USUAL, stock: 'a4-2', start_at: 4 }, []).start_at).toBe(2)
    expect(fitting({ ...USUAL, start_at: 3 }, []).start_at).toBe(1)
  })
})
