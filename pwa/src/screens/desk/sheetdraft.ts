/** What is entered from a sheet of paper, until it is whole. Nothing is preset but what the sheet says. */
import { lotOf } from '@/rules/lots.ts'
import { instant } from '@/wire/time.ts'
import type {
  Checklist,
  Crate,
  Finding3,
  InspectionRecorded3,
  Mark,
  Result,
  SheetPage,
} from '@/wire/types.ts'

export interface FoundOnPaper {
  name: string
  /** Of the lists, where it was looked up there. */
  eppo: string | null
  regulation: Finding3['regulation']
  found_at: Finding3['found_at'] | ''
  stage: Finding3['stage'] | ''
  alive: Finding3['alive'] | ''
  count: string
}

export interface SheetDraft {
  crate: string
  scans: string[]
  place: string
  begun: string
  ended: string
  answers: Record<string, { mark: Mark | null; remark: string }>
  findings: FoundOnPaper[]
  result: Result | ''
  remark: string
  lead: string
  recorder: string
  presence: 'signed' | 'refused' | 'absent' | ''
  witness: string
  refusal: string
}

/** The number in what was typed or scanned: bare, or in the address that the code says. */
export function sheetNoOf(text: string): string | null {
  return /(?:^|\/)(JL\d{4}-\d{5})(?:$|[?#])/.exec(text.trim().toUpperCase().replace(/^.*RECORD-SHEETS/, ''))?.[1] ?? null
}

export const newFound = (): FoundOnPaper => ({
  ...{ name: '', eppo: null, regulation: null },
  ...{ found_at: '' as const, stage: '' as const, alive: '' as const, count: '' },
})

export function emptySheet({ sheet, lists }: SheetPage): SheetDraft {
  const items = lists.flatMap((list) => list.items.map(({ id }) => id))
  return {
    crate: sheet.body.crate ?? '',
    scans: [],
    place: '',
    begun: '',
    ended: '',
    answers: Object.fromEntries(items.map((id) => [id, { mark: null, remark: '' }])),
    findings: [],
    result: '',
    remark: '',
    lead: '',
    recorder: '',
    presence: '',
    witness: '',
    refusal: '',
  }
}

export type Gap =
  | 'scans' | 'crate' | 'place' | 'begun' | 'ended' | 'findings' | 'result' | 'who' | 'witness' | 'witnessName' | 'refusal'
  | { item: number }

/** What is still owed, in the order of the form. */
export function gapsOf(draft: SheetDraft, crate: Crate | null): Gap[] {
  const open = Object.values(draft.answers).flatMap(({ mark }, i) => (mark ? [] : [{ item: i + 1 }]))
  const whole = ({ name, found_at, stage, alive, count }: FoundOnPaper): boolean =>
    Boolean(name.trim() && found_at && stage && alive) && /^\d{0,6}$/.test(count.trim())
  const owed: [Gap, boolean][] = [
    ['scans', draft.scans.length === 0],
    ['crate', crate === null],
    ['place', !draft.place.trim()],
    ['begun', !draft.begun],
    ['ended', !draft.ended],
    ...open.map((gap): [Gap, boolean] => [gap, true]),
    ['findings', !draft.findings.every(whole)],
    ['result', !draft.result],
    ['who', !draft.lead || !draft.recorder || draft.lead === draft.recorder],
    ['witness', !draft.presence],
    ['witnessName', (draft.presence === 'signed' || draft.presence === 'refused') && !draft.witness.trim()],
    ['refusal', draft.presence === 'refused' && !draft.refusal.trim()],
  ]
  return owed.filter(([, holds]) => holds).map(([gap]) => gap)
}

const words = (text: string): string | null => text.trim() || null

/** The record as the sheet says it; only of a draft without gaps. */
export function recordOnPaper(draft: SheetDraft, crate: Crate, lists: readonly Checklist[]): InspectionRecorded3 {
  const present = draft.presence === 'signed' || draft.presence === 'refused'
  return {
    crate: crate.id,
    lot: lotOf(crate),
    label: null,
    place: { text: draft.place.trim(), latitude: null, longitude: null, accuracy_m: null },
    weather: null,
    started_at: instant(new Date(draft.begun)),
    ended_at: instant(new Date(draft.ended)),
    lead: draft.lead,
    recorder: draft.recorder,
    witness: present
      ? { name: draft.witness.trim(), signed: draft.presence === 'signed', reason: words(draft.refusal) }
      : null,
    checklists: lists.map(({ id, version }) => ({ id, version })),
    answers: Object.entries(draft.answers).flatMap(([item, { mark, remark }]) =>
      mark ? [{ item, mark, rule: null, remark: words(remark), photos: [], source: null }] : [],
    ),
    sampling: null,
    findings: draft.findings.map((found, i) => findingOf(found, i + 1)),
    general_photos: draft.scans,
    attachments: draft.scans.map((sha256) => ({
      ...{ sha256, sort: 'photo', of: null, original: null, phase: null, taken_at: null },
      ...{ latitude: null, longitude: null, accuracy_m: null, marks: [] },
    })),
    result: draft.result || 'laboratory',
    remark: words(draft.remark),
  }
}

function findingOf({ found_at, stage, alive, count, ...organism }: FoundOnPaper, no: number): Finding3 {
  const { eppo, regulation } = organism
  return {
    ...{ no, eppo, name: organism.name.trim(), host: null, share: null, identified_by: null },
    ...{ status: 'preliminary', regulation, disposition: null, remark: null },
    ...{ photos: [], originals: [], clips: [] },
    found_at: found_at || 'other',
    stage: stage || 'unknown',
    alive: alive || 'unknown',
    count: count.trim() ? Number(count) : null,
  }
}
