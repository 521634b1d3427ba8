/** The photos of a draft as its strips show them, and the one whose marks are being edited. */
import { computed, ref, type Ref } from 'vue'
import type { PhotoCare } from '@/components/photo.ts'
import { pick, t } from '@/i18n/index.ts'
import { photoFacts, strayedSaid } from '@/i18n/photofacts.ts'
import type { Annotation, ChecklistItem } from '@/wire/types.ts'
import { answerTo, STAGES, type InspectionDraft } from './draft.ts'
import { isCarried } from './sheet.ts'
import { LOOSE, moveTo, placeOf, stagePlace } from './stow.ts'

/** What of a draft its photos are described by. */
export type Cared = Pick<InspectionDraft, 'attached' | 'started_at'>
type Moving = Pick<PhotoCare, 'places' | 'placeOf' | 'move'>

/** Where what a photo shows is settled by where it was taken. */
const SETTLED: Moving = { places: () => [], placeOf: () => '', move: () => undefined }

/** `items` are those that are asked, in order. */
export function photoCare(draft: Ref<InspectionDraft | null>, items: () => readonly ChecklistItem[]) {
  return careOf(draft, {
    places: (sha256) => {
      const now = draft.value
      if (!now || placeOf(now, sha256) === null) return []
      const own = items().filter(({ id }) => !isCarried(answerTo(now, id)))
      return [
        ...STAGES.map((stage) => ({ value: stagePlace(stage), label: t(`inspect.stage.${stage}`) })),
        { value: LOOSE, label: t('inspect.stage.loose') },
        ...own.map((item) => ({ value: item.id, label: pick(item) })),
      ]
    },
    placeOf: (sha256) => (draft.value && placeOf(draft.value, sha256)) ?? '',
    move: (sha256, place) => {
      if (draft.value) moveTo(draft.value, sha256, place)
    },
  })
}

export function careOf(draft: Ref<Cared | null>, moving: Moving = SETTLED) {
  const editing = ref<string | null>(null)
  const care: PhotoCare = {
    ...moving,
    marks: (sha256) => draft.value?.attached[sha256]?.marks ?? [],
    canMark: (sha256) => draft.value?.attached[sha256]?.sort === 'photo',
    edit: (sha256) => {
      editing.value = sha256
    },
    about: (sha256) => {
      const file = draft.value?.attached[sha256]
      if (!draft.value || !file) return null
      return { facts: photoFacts(file), odd: strayedSaid(file.taken_at, draft.value.started_at, null) }
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

export type DraftCare = ReturnType<typeof careOf>
