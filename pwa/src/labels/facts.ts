/** What a label says. Only claims, until its signature has been verified. */

export interface Facts {
  /** Per port and year, from 1. */
  serial: number
  /** 报检号, up to 15 digits. */
  declaration: number
  /** Crate n … */
  n: number
  /** … of so many. */
  of: number
  /** UN/LOCODE without CN. */
  port: string
  /** Country of origin, ISO 3166 alpha-2. */
  origin: string
  /** HS code, 6 digits as a number: 0601.10 is 60110. */
  hs: number
  /** Stand or designated place. */
  destination: string
  /** `2013-05-10` in UTC+8. */
  issued: string
  /** Inclusive. */
  valid_until: string
}

/** The key of the crate that the facts name, as the views use it: `210900113004217/3`. */
export function crateOf(facts: Facts): string {
  return `${String(facts.declaration).padStart(15, '0')}/${String(facts.n)}`
}

/** Days since 1970-01-01 of `2013-05-10`. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000
}

/** `2013-05-10` of days since 1970-01-01. */
export function dayText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10)
}
