/**
 * The verdict on a code that was read (识读结论), given with no network.
 *
 * Guarantees: the first verdict of `ORDER` that holds is the one given, and whatever else holds is
 * named in `also`. Nothing a code claims is weighed before its signature has been verified: after
 * `not_ours`, `key_unknown` and `signature_failed` the facts are what the code says, not what is
 * known. A clock never decides against a label alone: a day of issue in the future is a note.
 */
import type { VerdictCode } from '../wire/types.ts'
import { isLow, signatureHolds } from './cose.ts'
import type { Facts } from './facts.ts'
import { numberOf } from './number.ts'
import { openToken, type OpenedLabel, tokenOf } from './token.ts'
import type { TrustedKey, TrustList } from './trust.ts'

export const ORDER = [
  'not_ours',
  'key_unknown',
  'signature_failed',
  'void',
  'replaced',
  'seen_elsewhere',
  'unpacked',
  'wrong_destination',
  'expired',
  'not_listed',
  'valid',
] as const satisfies readonly VerdictCode[]

/** What a person may want to know besides: why a signature does not count, or a doubtful date. */
export type Note =
  | 'signature'
  | 'high_s'
  | 'port'
  | 'before_key'
  | 'after_key'
  | 'after_revocation'
  | 'before_revocation'
  | 'issued_after_today'

/** What the phone knows from elsewhere; null (or left out) where it does not know. */
export interface Known {
  seenElsewhere?: boolean | null
  unpacked?: boolean | null
  /** Where this crate may be bound for from here. */
  destinations?: readonly string[] | null
  onList?: boolean | null
}

export interface LabelVerdict {
  code: VerdictCode
  also: VerdictCode[]
  notes: Note[]
  /** The label number as printed. */
  number: string | null
  facts: Facts | null
  token: string | null
  /** The day to show beside a note about a revocation. */
  revoked: string | null
}

/**
 * Judges what a scanner read: a label's URL or a bare token. `today` is a day in UTC+8
 * (`chinaDay()`). With no trust list every key is unknown. Never throws on what can be scanned.
 */
export async function judgeLabel(
  text: string,
  trust: TrustList | null,
  today: string,
  known: Known = {},
): Promise<LabelVerdict> {
  const token = tokenOf(text)
  const opened = token === null ? null : openToken(token)
  if (opened === null) {
    return { code: 'not_ours', also: [], notes: [], number: null, facts: null, token: null, revoked: null }
  }
  const { facts } = opened
  const base = {
    also: [],
    notes: [],
    number: numberOf(facts.port, facts.issued, facts.serial),
    facts,
    token,
    revoked: null,
  }
  const key = trust?.keys.get(opened.message.kid)
  if (!trust || !key) return { ...base, code: 'key_unknown' }
  const doubt = await signatureDoubt(opened, key)
  if (doubt !== null) {
    const revoked = doubt === 'after_revocation' ? key.revoked : null
    return { ...base, code: 'signature_failed', notes: [doubt], revoked }
  }
  const [code = 'valid', ...also] = holding(facts, trust, today, known)
  const notes = notesOn(facts, key, today)
  return { ...base, code, also, notes, revoked: key.revoked }
}

/** Why the signature does not count, or null when it does. */
async function signatureDoubt(opened: OpenedLabel, key: TrustedKey): Promise<Note | null> {
  const { facts, message } = opened
  if (!isLow(message.signature)) return 'high_s'
  if (!(await signatureHolds(message, key.point))) return 'signature'
  if (facts.port !== key.port) return 'port'
  if (facts.issued < key.firstDay) return 'before_key'
  if (facts.issued > key.lastDay) return 'after_key'
  if (key.revoked !== null && facts.issued >= key.revoked) return 'after_revocation'
  return null
}

/** Every verdict short of `valid` that holds for a label with a good signature, in order. */
function holding(facts: Facts, trust: TrustList, today: string, known: Known): VerdictCode[] {
  const year = Number(facts.issued.slice(0, 4))
  const found: Partial<Record<VerdictCode, boolean>> = {
    void: trust.isVoid(facts.port, year, facts.serial),
    replaced: trust.isReplaced(facts.port, year, facts.serial),
    seen_elsewhere: known.seenElsewhere === true,
    unpacked: known.unpacked === true,
    wrong_destination: known.destinations?.includes(facts.destination) === false,
    expired: today > facts.valid_until,
    not_listed: known.onList === false,
  }
  return ORDER.filter((code) => found[code] === true)
}

function notesOn(facts: Facts, key: TrustedKey, today: string): Note[] {
  const notes: Note[] = []
  if (key.revoked !== null) notes.push('before_revocation')
  if (facts.issued > today) notes.push('issued_after_today')
  return notes
}
