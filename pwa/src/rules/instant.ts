/** Instants as rules compare them: strictly read, since Date takes a 30th of February. */

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/

/** Microseconds since 1970, or null where there is no such day, hour or zone. */
export function microseconds(text: string): number | null {
  const parts = INSTANT.exec(text)
  if (!parts) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const real = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  const [zoneHours, zoneMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)]
  const inRange = hour < 24 && minute < 60 && second < 60 && zoneHours < 24 && zoneMinutes < 60
  if (!real || !inRange) return null
  const zone = (zoneHours * 60 + zoneMinutes) * (parts[8] === '-' ? -1 : 1)
  const seconds = date.getTime() / 1000 + hour * 3600 + (minute - zone) * 60 + second
  return seconds * 1_000_000 + Number((parts[7] ?? '').padEnd(6, '0').slice(0, 6))
}
