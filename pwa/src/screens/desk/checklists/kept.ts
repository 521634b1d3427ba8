/** Unpublished edits, kept on this computer. Losing them costs what was written and not published. */
import type { ListDraft } from './draft.ts'

const PREFIX = 'greenlane.checklist.'

export function keep(draft: ListDraft): void {
  localStorage.setItem(PREFIX + draft.id, JSON.stringify(draft))
}

export function forget(id: string): void {
  localStorage.removeItem(PREFIX + id)
}

export function kept(id: string): ListDraft | null {
  const text = localStorage.getItem(PREFIX + id)
  if (text === null) return null
  try {
    const draft = JSON.parse(text) as ListDraft
    return draft.id === id && Array.isArray(draft.items) ? draft : null
  } catch {
    return null // not ours, or half written
  }
}
