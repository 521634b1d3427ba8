/**
 * The signatures beside the lead's, made on phones: the code that the recorder scans, and strokes.
 *
 * Guarantee: whoever co-signs signs the hash of the record's own bytes; a witness's strokes are on
 * disk before the record is sealed, and are sealed under it even where the page dies in between.
 */
import type { EntryRow, EntryState, Store } from '@/store/types.ts'
import { fromBase64url, sha256Hex, toBase64url } from '@/wire/base64url.ts'
import { openEntry } from '@/wire/seal.ts'
import type { InspectionAmended3, InspectionCosigned, InspectionRecorded3, Result } from '@/wire/types.ts'
import { RESULTS } from '@/rules/inspection.ts'

/** What the recorder's phone is shown of a record. */
export interface Invitation {
  record: string
  sha256: string
  crate: string
  result: Result
  lead: string
  recorder: string
  at: string
  findings: number
}

const PATH = '/cosign'
const FIELDS = 8

/** The record as the newest body, of an own entry, as it was signed: personal values lie beside it. */
export function recordOf({ kind, jws }: EntryRow): InspectionRecorded3 | null {
  if (kind === 'inspection.recorded') return openEntry<InspectionRecorded3>(jws).body
  return kind === 'inspection.amended' ? openEntry<InspectionAmended3>(jws).body.record : null
}

export async function invitationOf(entry: EntryRow): Promise<Invitation | null> {
  const body = recordOf(entry)
  if (!body) return null
  const { crate, result, lead, recorder, findings } = body
  const sha256 = await sha256Hex(new TextEncoder().encode(entry.jws))
  return { record: entry.id, sha256, crate, result, lead, recorder, at: entry.at, findings: findings.length }
}

/** `https://HOST/cosign#…`, which this app and the phone's own camera both open. */
export function linkOf({ record, sha256, crate, result, lead, recorder, at, findings }: Invitation): string {
  const fields = [record, sha256, crate, result, lead, recorder, at, findings]
  const text = toBase64url(new TextEncoder().encode(JSON.stringify(fields)))
  return `${location.origin}${PATH}#${text}`
}

/** Where in this app a scanned text leads, if it is such a link. */
export function routeOf(text: string): string | null {
  const start = `${location.origin}${PATH}#`
  return text.startsWith(start) ? PATH + text.slice(start.length - 1) : null
}

/** What the part after `#` says; null where it is not whole. */
export function readInvitation(hash: string): Invitation | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(hash.replace(/^#/, '')))
    const fields: unknown = JSON.parse(text)
    if (!Array.isArray(fields) || fields.length !== FIELDS) return null
    const [record, sha256, crate, result, lead, recorder, at, findings] = fields.map(String)
    const found = RESULTS.find((known) => known === result)
    if (!record || !sha256 || !crate || !found || !lead || !recorder || !at) return null
    const sound =
      /^[0-9a-f-]{36}$/.test(record) && /^[0-9a-f]{64}$/.test(sha256) && /^\d{15}\/\d{1,4}$/.test(crate)
    if (!sound || Number.isNaN(Date.parse(at))) return null
    return { record, sha256, crate, result: found, lead, recorder, at, findings: Number(findings) }
  } catch {
    return null
  }
}

/** Sign as the recorder, on this their own phone. */
export function cosign(store: Store, seen: Invitation): Promise<EntryRow> {
  return store.record('inspection.cosigned', {
    ...about(seen),
    role: 'recorder',
    method: 'own_phone',
    signer: seen.recorder,
    strokes: null,
  })
}

/** Keep the strokes that the recorder wrote on this, the lead's phone. */
export function cosignByHand(store: Store, seen: Invitation, strokes: string): Promise<EntryRow> {
  return store.record('inspection.cosigned', {
    ...about(seen),
    role: 'recorder',
    method: 'finger',
    signer: seen.recorder,
    strokes,
  })
}

function about({ record, sha256, crate, result }: Invitation) {
  return { record, sha256, crate, result }
}

/** The name of the recorder whose signature a record of this phone owes; null where it owes none. */
export async function owed(store: Store, record: string): Promise<string | null> {
  const entry = await store.entry(record)
  const body = entry && !GONE.includes(entry.state) ? recordOf(entry) : null
  if (!body || !('attachments' in body)) return null // older records know of no co-signature
  const [here, there] = [await cosignedHere(store, record), await store.row('record', record)]
  if (there?.state === 'superseded' || there?.state === 'accepted') return null
  const signed = [...here, ...(there?.cosigned ?? []).map((one) => one.body)]
  if (signed.some(({ role, signer }) => role === 'recorder' && signer === body.recorder)) return null
  return (await store.row('person', body.recorder))?.name ?? body.recorder
}

const GONE: readonly EntryState[] = ['refused', 'conflict']

/** What this phone has sealed under a record. */
export async function cosignedHere(store: Store, record: string): Promise<InspectionCosigned[]> {
  const found = (await store.outbox()).filter(({ kind }) => kind === 'inspection.cosigned')
  const entries = await Promise.all(found.map(({ id }) => store.entry(id)))
  return entries
    .flatMap((entry) => (entry ? [openEntry<InspectionCosigned>(entry.jws).body] : []))
    .filter((body) => body.record === record)
}

const STROKES = 'strokes/'
interface Strokes {
  crate: string
  path: string
  /** Written after this moment; the record is the first one of the crate since. */
  since: string
}

/** Before the record is sealed. */
export function keepStrokes(store: Store, crate: string, path: string, since: string): Promise<void> {
  return store.saveDraft(STROKES + crate, { crate, path, since } satisfies Strokes)
}

/** Seal what a witness wrote, under the record that has been sealed since; nothing where there is none. */
export async function sealStrokes(store: Store): Promise<void> {
  const drafts = (await store.drafts()).filter(({ key }) => key.startsWith(STROKES))
  for (const { key, value } of drafts) {
    const { crate, path, since } = value as Strokes
    const rows = (await store.outbox()).filter(
      (row) => row.crate === crate && Date.parse(row.at) >= Date.parse(since),
    )
    const entries = await Promise.all(rows.map(({ id }) => store.entry(id)))
    const record = entries.find((entry) => entry !== null && recordOf(entry)?.witness?.signed)
    const seen = record && (await invitationOf(record))
    if (!seen) continue
    const body = { ...about(seen), role: 'witness', method: 'finger', signer: null, strokes: path } as const
    await store.record('inspection.cosigned', body, [], key)
  }
}
