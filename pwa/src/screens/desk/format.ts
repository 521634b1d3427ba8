/** Times, sizes, countries and numbers as the desk writes them. */
import { t, type MessageKey } from '@/i18n/index.ts'

export { country } from '@/i18n/countries.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** An RFC 3339 instant on this computer's clock: `2013-05-10 14:05`. */
export function when(instant: string): string {
  const at = new Date(instant)
  return `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The same to the second, for what is proved: `2013-05-10 14:05:09`. */
export function exactly(instant: string): string {
  return `${when(instant)}:${two(new Date(instant).getSeconds())}`
}

function day(at: Date): string {
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** When work took place, its day said once: `2013-05-10 14:05–14:47`. */
export function span(from: string, to: string): string {
  const [start, end] = [when(from), when(to)]
  return start.slice(0, 10) === end.slice(0, 10) ? `${start}–${end.slice(11)}` : `${start} – ${end}`
}

/** Clocks may differ by this much before the desk points it out. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

/** How far a claimed time lies before (+) or after (−) its receipt, where that is worth saying. */
export function clockGap(claimed: string, received: string): number | null {
  const gap = Date.parse(received) - Date.parse(claimed)
  return Math.abs(gap) > CLOCK_TOLERANCE_MS ? gap : null
}

/** A length of time in its largest sensible unit, rounded down. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  if (minutes < 120) return t('desk.crate.minutes', { n: minutes })
  if (minutes < 48 * 60) return t('desk.crate.hours', { n: Math.floor(minutes / 60) })
  return t('desk.crate.days', { n: Math.floor(minutes / 1440) })
}

/** What is left of a countdown: `9:05`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${String(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}

/** `20.4 MB`, `380 KB`. */
export function bytes(size: number): string {
  const mega = size / 1_048_576
  return mega >= 1 ? `${mega.toFixed(1)} MB` : `${String(Math.ceil(size / 1024))} KB`
}

/** A word and what it is, with the colon of the language: `评定：检疫处理`. */
export function said(word: MessageKey, what: string): string {
  return t('desk.said', { word: t(word), what })
}

/** Figures with their thousands set apart. */
export function figure(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)
}

/** Crate numbers in runs: `1–60`, `1–12、14`. */
export function runs(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  const parts: [number, number][] = []
  for (const n of sorted) {
    const last = parts.at(-1)
    if (last && n === last[1] + 1) last[1] = n
    else parts.push([n, n])
  }
  const words = parts.map(([a, b]) => (a === b ? String(a) : `${String(a)}–${String(b)}`))
  return words.join(t('common.sep'))
}
