/** What the files are called that a phone hands over. */
import { clock, day } from '@/i18n/format.ts'

export function exportName(now: Date): string {
  return `greenlane-unsent-${day(now)}-${clock(now).replace(':', '')}.zip`
}

export function evidenceName(now: Date): string {
  return `greenlane-evidence-${day(now)}-${clock(now).replace(':', '')}.json`
}
