/** Instants as entries carry them, and days as labels and people count them. */

/** RFC 3339 with the phone's own offset, to the millisecond: `2013-05-10T14:05:00.000+08:00`. */
export function instant(when: Date = new Date()): string {
  const ahead = -when.getTimezoneOffset() // minutes
  const local = new Date(when.getTime() + ahead * 60_000).toISOString().slice(0, -1)
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0')
  return `${local}${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`
}

/** The day in UTC+8, wherever the phone thinks it is: labels are dated in China. `2013-05-10`. */
export function chinaDay(when: Date = new Date()): string {
  return new Date(when.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
