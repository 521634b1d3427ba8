import { i18n } from '@/i18n/index.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { COUNTRIES } from './countries.ts'
import { bytes, clockGap, country, countdown, duration, runs, span } from './format.ts'

afterEach(() => {
  i18n.global.locale.value = 'zh'
})

describe('how the desk writes', () => {
  it('crate numbers in runs', () => {
    expect(runs([3, 1, 2, 7, 9, 8, 12])).toBe('1–3、7–9、12')
    expect(runs([5, 5])).toBe('5')
    expect(runs([])).toBe('')
  })

  it('a clock gap only beyond five minutes, either way and in any zone', () => {
    const received = '2013-05-10T06:00:00Z'
    expect(clockGap('2013-05-10T13:55:00+08:00', received)).toBeNull()
    expect(clockGap('2013-05-10T13:54:59+08:00', received)).toBe(301_000)
    expect(clockGap('2013-05-10T14:06:00+08:00', received)).toBe(-360_000)
  })

  it('lengths of time in one unit', () => {
    expect(duration(29 * 60_000)).toBe('29 分钟')
    expect(duration(-3 * 3_600_000)).toBe('3 小时')
    expect(duration(72 * 3_600_000)).toBe('3 天')
  })

  it('a day of work with its day once, two days with both', () => {
    const at = (time: string) => new Date(time).toISOString()
    expect(span(at('2013-05-10T14:05'), at('2013-05-10T14:47'))).toBe('2013-05-10 14:05–14:47')
    expect(span(at('2013-05-10T23:50'), at('2013-05-11T00:20'))).toBe(
      '2013-05-10 23:50 – 2013-05-11 00:20',
    )
  })

  it('a countdown that ends at nothing', () => {
    expect(countdown(599_001)).toBe('10:00')
    expect(countdown(65_000)).toBe('1:05')
    expect(countdown(-1)).toBe('0:00')
  })

  it('sizes in the unit that people compare with a limit', () => {
    expect(bytes(20 * 1_048_576)).toBe('20.0 MB')
    expect(bytes(1)).toBe('1 KB')
  })

  it('regions of China as such, in both languages', () => {
    expect(['TW', 'HK', 'MO'].map(country)).toEqual(['中国台湾', '中国香港', '中国澳门'])
    i18n.global.locale.value = 'en'
    expect(country('TW')).toBe('Taiwan, China')
  })

  it('every country by a name', () => {
    expect(COUNTRIES.filter((code) => country(code) === code)).toEqual([])
    expect(new Set(COUNTRIES).size).toBe(249)
  })
})
