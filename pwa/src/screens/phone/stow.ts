/**
 * Where in a draft a photo goes, by names that outlive the page.
 *
 * Guarantee: a photo that was taken is in the draft afterwards, wherever its place has gone meanwhile,
 * and once, however often it is brought.
 */
import { attach, PHASES } from './attached.ts'
import { doneNow } from './containment.ts'
import { answerTo, GENERAL, STAGES, type InspectionDraft, type PhotoStage, type WithFindings } from './draft.ts'
import type { Added } from './photos.ts'

const STAGE = 'stage-'
const FINDING = 'finding-'
export const CONTAINMENT = 'containment'
/** Chosen among many, and not said yet what it shows. */
export const LOOSE = `${STAGE}loose`

export const stagePlace = (stage: PhotoStage): string => STAGE + stage
export const findingPlace = (no: number): string => FINDING + String(no)

/** Places whose originals are kept, and where films go. */
export const keepsOriginals = (place: string): boolean =>
  place === CONTAINMENT || place.startsWith(FINDING)

export interface Files {
  photos: string[]
  originals: string[]
  clips: string[]
}

export function put(list: string[], sha256: string): void {
  if (!list.includes(sha256)) list.push(sha256)
}

/** Into the files of a finding, by what it is. */
export function putInto(files: Files, { photo, original }: Pick<Added, 'photo' | 'original'>): void {
  put(photo.type.startsWith('video/') ? files.clips : files.photos, photo.sha256)
  if (original) put(files.originals, original.sha256)
}

export function stow(draft: InspectionDraft, place: string, added: Added): void {
  const { photo } = added
  const files = filesOf(draft, place)
  const stage = files ? 'sight' : stageOf(place)
  attach(draft.attached, added, stage)
  if (!files) {
    put(listOf(draft, place), photo.sha256)
    return
  }
  putInto(files, added)
  if (place === CONTAINMENT && draft.containment) doneNow(draft.containment, 'photographed')
}

function filesOf(draft: InspectionDraft, place: string): Files | null {
  return place === CONTAINMENT ? draft.containment : findingAt(draft, place)
}

/** The finding whose place that is, the one being filled in first; null where it has gone. */
export function findingAt(draft: WithFindings, place: string): Files | null {
  if (!place.startsWith(FINDING)) return null
  const no = Number(place.slice(FINDING.length))
  const open = draft.open_finding?.no === no ? draft.open_finding : null
  return open ?? draft.findings.find((finding) => finding.no === no) ?? null
}

function stageOf(place: string): PhotoStage | null {
  return STAGES.find((stage) => stagePlace(stage) === place) ?? null
}

/** The photos of a stage or an item; of what is gone, those that are not sorted. */
function listOf(draft: InspectionDraft, place: string): string[] {
  const stage = stageOf(place)
  if (stage) return draft.photos[stage]
  const isItem = place !== LOOSE && place !== CONTAINMENT && !place.startsWith(FINDING)
  return isItem ? answerTo(draft, place).photos : draft.photos.loose
}

/** The place of a photo that can be moved; null where it belongs to a finding. */
export function placeOf(draft: InspectionDraft, sha256: string): string | null {
  const stage = [...STAGES, 'loose' as const].find((one) => draft.photos[one].includes(sha256))
  if (stage) return STAGE + stage
  if (draft.photos.kept.includes(sha256)) return STAGE + 'kept'
  const [item] = Object.entries(draft.answers).find(([, { photos }]) => photos.includes(sha256)) ?? []
  return item ?? null
}

/** Say afterwards what a photo shows: a stage of the work, or an item of the checklist. */
export function moveTo(draft: InspectionDraft, sha256: string, place: string): void {
  if (placeOf(draft, sha256) === place) return
  for (const stage of GENERAL) draft.photos[stage] = draft.photos[stage].filter((one) => one !== sha256)
  for (const answer of Object.values(draft.answers)) {
    answer.photos = answer.photos.filter((one) => one !== sha256)
  }
  put(listOf(draft, place), sha256)
  const file = draft.attached[sha256]
  const stage = stageOf(place)
  if (file) file.phase = stage && PHASES[stage]
}
