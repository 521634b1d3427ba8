/**
 * Sheets of paper that are being entered, kept on this computer for whoever types them, so that a
 * reload costs nothing. Gone once a sheet is entered, by whomever: it names a witness.
 */
import type { SheetDraft } from './sheetdraft.ts'

const PREFIX = 'greenlane.sheet.'

export interface KeptSheet {
  /** When it was typed last, RFC 3339. */
  at: string
  draft: SheetDraft
}

const placeOf = (no: string, user: string): string => `${PREFIX}${no}.${user}`

/** False where this browser has no room for it. */
export function keep(no: string, user: string, kept: KeptSheet): boolean {
  try {
    localStorage.setItem(placeOf(no, user), JSON.stringify(kept))
    return true
  } catch {
    return false
  }
}

/** What was typed of this sheet, over an empty one; null where nothing was, or it is not readable. */
export function kept(no: string, user: string, empty: SheetDraft): KeptSheet | null {
  try {
    const found = JSON.parse(localStorage.getItem(placeOf(no, user)) ?? 'null') as KeptSheet | null
    if (typeof found?.at !== 'string' || !Array.isArray(found.draft.scans)) return null
    const answers = Object.fromEntries(
      Object.entries(empty.answers).map(([item, bare]) => [item, found.draft.answers[item] ?? bare]),
    )
    return { at: found.at, draft: { ...empty, ...found.draft, answers } }
  } catch {
    return null
  }
}

/** Start over. */
export function forget(no: string, user: string): void {
  localStorage.removeItem(placeOf(no, user))
}

/** These were entered: nobody on this computer goes on with them. */
export function forgetEntered(numbers: readonly string[]): void {
  const places = Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n) ?? '')
  const entered = new Set(numbers)
  for (const place of places.filter((one) => one.startsWith(PREFIX))) {
    const [no = ''] = place.slice(PREFIX.length).split('.')
    if (entered.has(no)) localStorage.removeItem(place)
  }
}
