/** A finding as it is being filled in: nothing is preset, and a count is text until it is read. */
import type { Finding3 } from '@/wire/types.ts'

export const FOUND_AT = [
  'packing',
  'wood',
  'root',
  'medium',
  'leaf',
  'fruit',
  'container',
  'other',
] as const satisfies readonly Finding3['found_at'][]
export const LIFE_STAGES = [
  'egg',
  'larva',
  'pupa',
  'nymph',
  'adult',
  'disease',
  'weed',
  'unknown',
] as const satisfies readonly Finding3['stage'][]
export const ALIVE = ['alive', 'dead', 'unknown'] as const satisfies readonly Finding3['alive'][]

export const STATUSES = [
  'preliminary',
  'to_identify',
  'identified',
] as const satisfies readonly Finding3['status'][]

const COUNT_MAX = 1_000_000

type Open = Pick<
  Finding3,
  'no' | 'eppo' | 'name' | 'identified_by' | 'status' | 'regulation' | 'photos' | 'originals' | 'clips'
>

/** As it is filled in: nothing is preset but that it is preliminary; numbers are text. */
export interface FindingDraft extends Open {
  found_at: Finding3['found_at'] | null
  host: string
  stage: Finding3['stage'] | null
  alive: Finding3['alive'] | null
  count: string
  /** So many of so many that were looked at. */
  affected: string
  looked_at: string
  remark: string
}

export function newFinding(no: number, alive: Finding3['alive'] | null = null): FindingDraft {
  return {
    no,
    eppo: null,
    name: '',
    found_at: null,
    host: '',
    stage: null,
    alive,
    count: '',
    affected: '',
    looked_at: '',
    identified_by: null,
    status: 'preliminary',
    regulation: null,
    remark: '',
    photos: [],
    originals: [],
    clips: [],
  }
}

/** Nothing has been said yet: closing it loses nothing. */
export function isBlank({ name, photos, clips, remark }: FindingDraft): boolean {
  return !name && !remark && photos.length === 0 && clips.length === 0
}

const typed = (count: number | null | undefined): string => String(count ?? '')

export function editFinding(finding: Finding3): FindingDraft {
  const { no, eppo, name, found_at, stage, alive, identified_by, status, regulation } = finding
  return {
    ...{ no, eppo, name, found_at, stage, alive, identified_by, status, regulation },
    host: finding.host ?? '',
    photos: [...finding.photos],
    originals: [...finding.originals],
    clips: [...finding.clips],
    count: typed(finding.count),
    affected: typed(finding.share?.affected),
    looked_at: typed(finding.share?.looked_at),
    remark: finding.remark ?? '',
  }
}

/** The finding as it is signed; null while something it needs is missing or is no number. */
export function finished(draft: FindingDraft): Finding3 | null {
  const { found_at, stage, alive, affected, looked_at, ...rest } = draft
  const count = countOf(draft.count)
  const share = shareOf(affected, looked_at)
  if (!draft.name || !found_at || !stage || !alive) return null
  if (count === undefined || share === undefined) return null
  return {
    ...rest,
    found_at,
    stage,
    alive,
    count,
    share,
    host: draft.host.trim() || null,
    remark: draft.remark.trim() || null,
    disposition: null,
    photos: [...draft.photos],
    originals: [...draft.originals],
    clips: [...draft.clips],
  }
}

/** So many of so many; null for neither, undefined where they make no share. */
export function shareOf(affected: string, looked_at: string): Finding3['share'] | undefined {
  const [some, all] = [countOf(affected), countOf(looked_at)]
  if (some === undefined || all === undefined) return undefined
  if (some === null || all === null) return some === all ? null : undefined
  return all > 0 && some <= all ? { affected: some, looked_at: all } : undefined
}

/** A finding that an earlier version of the app kept. */
export function upgraded(finding: Finding3): Finding3 {
  const older: Partial<Finding3> = finding
  const unsaid = { host: null, share: null, identified_by: null, regulation: null, disposition: null }
  const empty = { status: 'preliminary' as const, originals: [], clips: [] }
  return { ...unsaid, ...empty, ...older } as Finding3
}

/** The number that was typed, null for none, undefined where it is not one from 0 to a million. */
export function countOf(text: string): number | null | undefined {
  const said = text.normalize('NFKC').trim()
  if (!said) return null
  const count = /^\d{1,7}$/.test(said) ? Number(said) : COUNT_MAX + 1
  return count <= COUNT_MAX ? count : undefined
}
