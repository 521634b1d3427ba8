/** The marks of a photo in words, for those who do not see them. */
import type { Annotation } from '@/wire/types.ts'
import { t } from './index.ts'

export function markSaid({ shape, text }: Annotation): string {
  return t(`photo.shape.${shape}`, { text: text ?? '' })
}

export function marksSaid(marks: readonly Annotation[]): string {
  return t('photo.said', { what: marks.map(markSaid).join(t('photo.sep')) })
}
