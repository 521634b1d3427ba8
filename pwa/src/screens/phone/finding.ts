/** A finding as it is being filled in: nothing is preset, and a count is text until it is read. */
import type { Finding } from '@/wire/types.ts'

export const FOUND_AT = [
  'packing',
  'wood',
  'root',
  'medium',
  'leaf',
  'fruit',
  'container',
  'other',
] as const satisfies readonly Finding['found_at'][]
export const LIFE_STAGES = [
  'egg',
  'larva',
  'pupa',
  'nymph',
  'adult',
  'disease',
  'weed',
  'unknown',
] as const satisfies readonly Finding['stage'][]
export const ALIVE = ['alive', 'dead', 'unknown'] as const satisfies readonly Finding['alive'][]

const COUNT_MAX = 1_000_000

export interface FindingDraft {
  no: number
  eppo: string | null
  name: string
  found_at: Finding['found_at'] | null
  stage: Finding['stage'] | null
  alive: Finding['alive'] | null
  count: string
  remark: string
  photos: string[]
}

export function newFinding(no: number, alive: Finding['alive'] | null = null): FindingDraft {
  return {
    no,
    eppo: null,
    name: '',
    found_at: null,
    stage: null,
    alive,
    count: '',
    remark: '',
    photos: [],
  }
}

/** Nothing has been said yet: closing it loses nothing. */
export function isBlank({ name, photos, remark }: FindingDraft): boolean {
  return !name && !remark && photos.length === 0
}

export function editFinding(finding: Finding): FindingDraft {
  return {
    ...finding,
    photos: [...finding.photos],
    count: finding.count === null ? '' : String(finding.count),
    remark: finding.remark ?? '',
  }
}

/** The number that was typed, null for none, undefined where it is not one from 0 to a million. */
export function countOf(text: string): number | null | undefined {
  const typed = text.normalize('NFKC').trim()
  if (!typed) return null
  const count = /^\d{1,7}$/.test(typed) ? Number(typed) : COUNT_MAX + 1
  return count <= COUNT_MAX ? count : undefined
}
