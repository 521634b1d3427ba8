/** What a verdict feels like, and that a phone which cannot vibrate is no error. */
import { afterEach, expect, test, vi } from 'vitest'
import { buzz } from './haptic.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['ok', [40]],
  ['caution', [40, 60, 40]],
  ['stop', [400]],
] as const)('%s', (tone, pattern) => {
  const felt: number[][] = []
  vi.stubGlobal('navigator', { vibrate: (ms: number[]) => felt.push(ms) })
  buzz(tone)
  expect(felt).toEqual([pattern])
})

test('an iPhone stays still', () => {
  vi.stubGlobal('navigator', {})
  expect(() => buzz('stop')).not.toThrow()
})
