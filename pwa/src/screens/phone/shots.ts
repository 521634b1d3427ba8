/** 拍摄清单: which items of a checklist still want a photo. */
import type { Checklist, ChecklistItem } from '@/wire/types.ts'
import type { InspectionDraft } from './draft.ts'
import { isCarried } from './sheet.ts'

/** Those whose answer owes one, or will if it passes; in the order in which they are asked. */
export function lacking(draft: InspectionDraft, sections: readonly Checklist[]): ChecklistItem[] {
  return sections
    .flatMap(({ items }) => items)
    .filter(({ id, photo }) => {
      const answer = draft.answers[id]
      if (!answer) return photo
      if (answer.photos.length || isCarried(answer)) return false
      return answer.mark === 'fail' || (photo && answer.mark !== 'na')
    })
}
