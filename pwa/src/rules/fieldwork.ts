/**
 * What makes an isolation visit and a treatment check complete, as they are made in the field.
 *
 * Pure; the server's twin is `backend/rules/fieldwork.py`, and `tests/vectors/fieldwork.json` holds
 * both to the same answers.
 */
import type { CheckedValue, IsolationVisited2, Objection, TreatmentChecked2 } from '../wire/types.ts'
import { filesOf, findingsOf, unattached } from './inspection.ts'

const blank = (text: string | null): boolean => text === null || text.trim() === ''

/** Every file that a visit names, each once. */
export function filesOfVisit({ photos, findings, attachments }: IsolationVisited2): string[] {
  return [...new Set([...photos, ...filesOf(findings), ...attachments.map(({ sha256 }) => sha256)])]
}

/** Every file that a check names, each once. */
export function filesOfCheck({ photos, attachments }: TreatmentChecked2): string[] {
  return [...new Set([...photos, ...attachments.map(({ sha256 }) => sha256)])]
}

export function visitOwes(body: IsolationVisited2, photos: readonly string[]): Objection[] {
  const { registration, state, planted, alive } = body
  const found: Objection[] = []
  if (state !== 'good' && blank(body.symptoms)) found.push({ code: 'symptoms_owed', detail: registration })
  if (planted !== null && alive !== null && alive > planted) {
    found.push({ code: 'alive_over_planted', detail: String(alive) })
  }
  if (state !== 'good' && body.photos.length === 0) {
    found.push({ code: 'symptoms_need_photo', detail: registration })
  }
  return [...found, ...findingsOf(body.findings), ...unattached(filesOfVisit(body), photos)]
}

export function checkOwes(body: TreatmentChecked2, photos: readonly string[]): Objection[] {
  const differs = body.values.some(({ said }) => said === 'differs')
  const found = valuesOf(body.values)
  if (blank(body.remark) && (differs || body.result === 'repeat')) {
    found.push({ code: 'check_remark_owed', detail: body.order })
  }
  return [...found, ...unattached(filesOfCheck(body), photos)]
}

function valuesOf(values: readonly CheckedValue[]): Objection[] {
  const seen = new Set<string>()
  return values.flatMap(({ what, said, found }) => {
    const owed: Objection[] = []
    if (seen.has(what)) owed.push({ code: 'value_twice', detail: what })
    seen.add(what)
    if (said === 'differs' && blank(found)) owed.push({ code: 'found_value_owed', detail: what })
    return owed
  })
}
