/** Handing a file over to the phone's own storage. */
import { clock, day } from '@/i18n/format.ts'

export function exportName(now: Date): string {
  return `greenlane-unsent-${day(now)}-${clock(now).replace(':', '')}.zip`
}

export function evidenceName(now: Date): string {
  return `greenlane-evidence-${day(now)}-${clock(now).replace(':', '')}.json`
}

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has taken its own hold of the bytes by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
