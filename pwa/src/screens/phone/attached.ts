/** What each photo, original and clip of a draft is: how it came about, where, and what is marked. */
import type { AddedPhoto } from '@/store/types.ts'
import type { Attachment } from '@/wire/types.ts'
import { instant } from '@/wire/time.ts'
import type { PhotoStage } from './draft.ts'
import type { Position } from './location.ts'
import type { Added } from './photos.ts'

export type AttachedDraft = Omit<Attachment, 'sha256'>
export type Attached = Record<string, AttachedDraft>

export const PHASES = { before: 'before', opening: 'opening', sight: 'sight', out: 'taking_out' } as const
const ZONED = /(Z|[+-]\d\d:\d\d)$/

/** What is known of a photo just added; the camera's own word on the place goes first. */
export function described(
  { type, original }: Pick<AddedPhoto, 'type' | 'original'>,
  here: Position | null,
  stage: PhotoStage | null = null,
): AttachedDraft {
  const byCamera = original.latitude !== null && original.longitude !== null
  return {
    sort: type.startsWith('video/') ? 'clip' : 'photo',
    of: null,
    original: original.sha256,
    phase: stage && PHASES[stage],
    taken_at: original.taken_at && zoned(original.taken_at),
    latitude: byCamera ? original.latitude : (here?.latitude ?? null),
    longitude: byCamera ? original.longitude : (here?.longitude ?? null),
    accuracy_m: byCamera ? null : (here?.accuracy_m ?? null),
    marks: [],
  }
}

/** A camera that writes no zone goes by the clock of the phone that it is in. */
function zoned(taken: string): string | null {
  if (ZONED.test(taken)) return taken
  const local = new Date(taken)
  return Number.isNaN(local.getTime()) ? null : instant(local)
}

/** Enter a photo just added, and the original behind it; one that is known stays as it is. */
export function attach(known: Attached, { photo, original, here }: Added, stage: PhotoStage | null): void {
  const about = described(photo, here, stage)
  known[photo.sha256] ??= about
  if (original) known[original.sha256] ??= asOriginal(photo.sha256, about)
}

/** The untouched file behind a photo. */
export function asOriginal(of: string, photo: AttachedDraft): AttachedDraft {
  return { ...photo, sort: 'original', of, marks: [] }
}

/** The attachments of a record, in the order in which it names them. */
export function attached(known: Readonly<Attached>, named: readonly string[]): Attachment[] {
  return named.flatMap((sha256) => {
    const file = known[sha256]
    return file ? [{ sha256, ...file }] : []
  })
}

export function kept(attachments: readonly Attachment[]): Attached {
  return Object.fromEntries(attachments.map(({ sha256, ...file }) => [sha256, { ...file }]))
}
