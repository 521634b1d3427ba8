/**
 * The crate list's filters as a link: what the address says is what the list shows.
 *
 * An address typed or kept from an older version can hold anything: unknown values are dropped,
 * never an error.
 */
import type { CrateFilter } from '@/sync/desk.ts'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const CRATE_STATES = [
  'declared',
  'accepted',
  'held',
  'labelled',
  'port_released',
  'in_transit',
  'arrived',
  'inspecting',
  'laboratory',
  'treatment',
  'isolation',
  'released',
  'displayed',
  'rejected',
  'closed',
] as const
export const OUTCOMES = ['prohibited', 'port_only', 'label_isolation', 'label'] as const
export const PAGE_SIZE = 50

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((one) => one === value)
}

function matching(pattern: RegExp, value: string | undefined): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined
}

/** The filter that an address stands for; `offset` counts crates, in whole pages. */
export function filterOf(query: LocationQuery): CrateFilter {
  const text = (name: string): string | undefined => {
    const value = query[name]
    return (Array.isArray(value) ? value[0] : value)?.trim() || undefined
  }
  const page = Number(matching(/^[1-9]\d{0,5}$/, text('page')) ?? 1)
  return {
    q: text('q')?.slice(0, 100),
    state: oneOf(CRATE_STATES, text('state')),
    port: matching(/^[A-Z0-9]{3}$/, text('port')),
    country: matching(/^[A-Z]{2}$/, text('country')),
    stand: text('stand')?.slice(0, 40),
    declaration: matching(/^\d{15}$/, text('declaration')),
    label: oneOf(['yes', 'no'], text('label')),
    outcome: oneOf(OUTCOMES, text('outcome')),
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  }
}

/** The address of a filter: only what is set, and no page for the first one. */
export function queryOf(filter: CrateFilter): LocationQueryRaw {
  const { limit, offset, ...rest } = filter
  const page = Math.floor((offset ?? 0) / (limit ?? PAGE_SIZE)) + 1
  const set = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '')
  return { ...Object.fromEntries(set), ...(page > 1 ? { page: String(page) } : {}) }
}

/** The same filter with some of it changed, from its first page on. */
export function refine(filter: CrateFilter, change: Partial<CrateFilter>): CrateFilter {
  return { ...filter, offset: 0, ...change }
}
