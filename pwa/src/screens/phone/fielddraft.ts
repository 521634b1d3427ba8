/**
 * What a visit and a check have in common while they are written: where, and photos by what they
 * show.
 *
 * Guarantee: a photo that was taken is in the draft afterwards, wherever its place has gone meanwhile,
 * and once, however often it is brought.
 */
import type { Objection, Place } from '@/wire/types.ts'
import { attach, type Attached } from './attached.ts'
import type { WithFindings } from './draft.ts'
import type { Added } from './photos.ts'
import { findingAt, put, putInto } from './stow.ts'

/** As plain JSON; nothing is preset but facts. */
export interface FieldDraft {
  version: 1
  started_at: string
  place: Place
  /** By what they show; `other` is where goes what belongs nowhere else. */
  shots: { other: string[] } & Record<string, string[]>
  attached: Attached
  remark: string
}

const SHOT = 'shot-'
export const shotPlace = (shot: string): string => SHOT + shot

export function stowField(draft: FieldDraft & Partial<WithFindings>, place: string, added: Added): void {
  attach(draft.attached, added, null)
  const finding = isFinding(draft) ? findingAt(draft, place) : null
  if (finding) putInto(finding, added)
  else put(draft.shots[place.slice(SHOT.length)] ?? draft.shots.other, added.photo.sha256)
}

function isFinding(draft: FieldDraft & Partial<WithFindings>): draft is FieldDraft & WithFindings {
  return draft.findings !== undefined
}

/** Photos and clips in the order of the screen. */
export const shotsIn = ({ shots }: FieldDraft): string[] => Object.values(shots).flat()

export function removeShot({ shots }: FieldDraft, sha256: string): void {
  for (const list of Object.values(shots)) {
    const at = list.indexOf(sha256)
    if (at >= 0) list.splice(at, 1)
  }
}

export const words = (text: string): string | null => text.trim() || null

/** What only a form can lack, as far as all of them do. */
export function placeOwed({ place }: FieldDraft): Objection[] {
  return place.text.trim() ? [] : [{ code: 'place_unsaid', detail: '' }]
}
