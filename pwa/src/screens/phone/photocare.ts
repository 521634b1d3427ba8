/** The photos of a draft as its strips show them, and the one whose marks are being edited. */
import { computed, ref, type Ref } from 'vue'
import type { PhotoCare } from '@/components/photo.ts'
import type { Annotation } from '@/wire/types.ts'
import type { InspectionDraft } from './draft.ts'

export function photoCare(draft: Ref<InspectionDraft | null>) {
  const editing = ref<string | null>(null)
  const care: PhotoCare = {
    marks: (sha256) => draft.value?.attached[sha256]?.marks ?? [],
    canMark: (sha256) => draft.value?.attached[sha256]?.sort === 'photo',
    edit: (sha256) => {
      editing.value = sha256
    },
  }
  return {
    ...care,
    editing,
    isEditing: computed({
      get: () => editing.value !== null,
      set: (is) => {
        if (!is) editing.value = null
      },
    }),
    marksEdited: computed({
      get: (): readonly Annotation[] => care.marks(editing.value ?? ''),
      set: (marks) => {
        const file = draft.value?.attached[editing.value ?? '']
        if (file) file.marks = marks.map((mark) => ({ ...mark }))
      },
    }),
  }
}
