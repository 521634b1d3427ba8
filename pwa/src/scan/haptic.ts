/** What a verdict feels like in the hand. iPhones, and a page not yet touched, stay still. */

const PATTERNS_MS = {
  ok: [40],
  info: [40],
  caution: [40, 60, 40],
  off: [40, 60, 40],
  stop: [400],
} as const

export function buzz(tone: keyof typeof PATTERNS_MS): void {
  ;(navigator as Partial<Pick<Navigator, 'vibrate'>>).vibrate?.([...PATTERNS_MS[tone]])
}
