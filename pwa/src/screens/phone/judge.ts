/**
 * From a code or a typed number to a verdict: the label's own rules, fed with what this phone knows.
 *
 * Works with no network. A number on the phone's list that the newest pull says is void or replaced
 * counts as such even where the trust list is older.
 */
import { crateOf, type Facts } from '@/labels/facts.ts'
import { numberOf, parseNumber } from '@/labels/number.ts'
import { openToken, tokenOf } from '@/labels/token.ts'
import { openTrust, TrustRefused, type TrustList } from '@/labels/trust.ts'
import { judgeLabel, type Known } from '@/labels/verdict.ts'
import { isUnpacked } from '@/rules/crates.ts'
import { seenElsewhere } from '@/rules/sightings.ts'
import type { Store } from '@/store/types.ts'
import { fromBase64url } from '@/wire/base64url.ts'
import { chinaDay, instant } from '@/wire/time.ts'
import type { Crate } from '@/wire/types.ts'
import { locate, type Position } from './location.ts'
import type { Scanned } from './scanned.ts'

/** Whatever is longer cannot be a label number. */
const NUMBER_MAX_CHARS = 40

let opened: { token: string; list: TrustList } | null = null

/** The trust list as pulled, opened once per version; null before the first pull. */
async function trustOf(store: Store): Promise<TrustList | null> {
  const [row, me] = await Promise.all([store.row('trust', 'trust'), store.me()])
  if (!row || !me) return null
  if (opened?.token !== row.token) {
    try {
      opened = { token: row.token, list: await openTrust(row.token, fromBase64url(me.root_key)) }
    } catch (error) {
      if (error instanceof TrustRefused) return null // no key can be believed: all are unknown
      throw error
    }
  }
  return opened.list
}

/** Judge what the camera read, and enter it into the ledger of sightings. */
export async function judgeScan(store: Store, text: string, here: Position | null): Promise<Scanned> {
  const scanned = await judge(store, text, false, here)
  const { number, token } = scanned.verdict
  if (number) await store.saw({ number, token, place: null, ...positionOf(here) })
  return scanned
}

export type Typed =
  | { found: Scanned }
  | { error: 'mistyped' | 'malformed'; hint: string | null }
  | { unknown: string }

/** Judge what was typed, pasted, or read by a hand scanner: a label's code, else its number. */
export async function judgeRead(store: Store, text: string, here: Position | null): Promise<Typed> {
  const isCode = text.length > NUMBER_MAX_CHARS && tokenOf(text) !== null
  return isCode ? { found: await judgeScan(store, text, here) } : judgeTyped(store, text)
}

/** Judge a number as typed, by the token that the list holds for it. */
export async function judgeTyped(store: Store, text: string): Promise<Typed> {
  const parsed = parseNumber(text)
  if ('error' in parsed) return parsed
  const crate = await store.crateByLabel(parsed.ok)
  const label = [crate?.label, ...(crate?.former_labels ?? [])].find((l) => l?.number === parsed.ok)
  if (!label) return { unknown: parsed.ok }
  return { found: await judge(store, label.token, true, null) }
}

async function judge(store: Store, text: string, typed: boolean, here: Position | null): Promise<Scanned> {
  const token = tokenOf(text)
  const facts = token === null ? undefined : openToken(token)?.facts
  const trust = await trustOf(store)
  const known = facts ? await knownOf(store, facts, token, here) : { known: {}, trust: null }
  const verdict = await judgeLabel(text, trust && withdraw(trust, known.trust), chinaDay(), known.known)
  return { verdict, text, typed, crate: facts ? crateOf(facts) : null, at: instant() }
}

interface Withdrawn {
  number: string
  state: 'void' | 'replaced'
}

async function knownOf(
  store: Store,
  facts: Facts,
  token: string | null,
  here: Position | null,
): Promise<{ known: Known; trust: Withdrawn | null }> {
  const number = numberOf(facts.port, facts.issued, facts.serial)
  const [crate, sightings, index] = await Promise.all([
    store.crate(crateOf(facts)),
    store.sightings(number),
    store.label(number),
  ])
  const listed = crate ? bears(crate, number) : null
  return {
    known: {
      seenElsewhere: seenElsewhere({ token, ...positionOf(here) }, sightings),
      unpacked: crate ? isUnpacked(crate) : null,
      destinations: crate?.label ? [crate.label.destination] : null,
      onList: listed ?? ((await store.any('crate')) ? false : null),
    },
    trust: index && index.state !== 'issued' ? { number, state: index.state } : null,
  }
}

/** Whether the list gave this crate this number, now or before. */
function bears(crate: Crate, number: string): boolean {
  return [crate.label, ...crate.former_labels].some((label) => label?.number === number)
}

function withdraw(trust: TrustList, withdrawn: Withdrawn | null): TrustList {
  if (!withdrawn) return trust
  const is = (port: string, year: number, serial: number): boolean =>
    withdrawn.number.startsWith(
      `${port}${String(year % 100).padStart(2, '0')}-${String(serial).padStart(6, '0')}-`,
    )
  return {
    ...trust,
    isVoid: (...of) => trust.isVoid(...of) || (withdrawn.state === 'void' && is(...of)),
    isReplaced: (...of) => trust.isReplaced(...of) || (withdrawn.state === 'replaced' && is(...of)),
  }
}

export function positionOf(here: Position | null) {
  return here ?? { latitude: null, longitude: null, accuracy_m: null }
}

/** Where the phone is, but only if it knows at once: a scan never waits for satellites. */
export async function quickly(): Promise<Position | null> {
  return Promise.race([locate(), new Promise<null>((resolve) => setTimeout(resolve, 50, null))])
}
