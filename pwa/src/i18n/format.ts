/** Dates, sizes and numbers as people here read them: 2013-05-10 14:05 on screen. */

const two = (n: number): string => String(n).padStart(2, '0')

/** `2013-05-10` in the phone's own zone; an instant or a day. */
export function day(instant: string | Date): string {
  if (typeof instant === 'string' && /^\d{4}-\d\d-\d\d$/.test(instant)) return instant
  const d = new Date(instant)
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`
}

/** `14:05` in the phone's own zone. */
export function clock(instant: string | Date): string {
  const d = new Date(instant)
  return `${two(d.getHours())}:${two(d.getMinutes())}`
}

/** `2013-05-10 14:05` in the phone's own zone. */
export function dateTime(instant: string | Date): string {
  return `${day(instant)} ${clock(instant)}`
}

/** `412 KB`, `1.8 MB`, `3.7 GB`. */
export function bytes(size_bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let size = size_bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const digits = unit < 2 || size >= 100 ? 0 : 1
  return `${size.toFixed(digits)} ${units[unit] ?? ''}`
}

/** A number with thin grouping: `12 000`. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}
