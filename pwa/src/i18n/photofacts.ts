/** What a record says of a photo, in words: when, where, how well that fits the record. */
import { strayed } from '@/rules/taken.ts'
import type { Attachment } from '@/wire/types.ts'
import { dateTime } from './format.ts'
import { t } from './index.ts'

export type Facts = Pick<Attachment, 'taken_at' | 'latitude' | 'longitude' | 'accuracy_m'>

/** The facts, most telling first; never empty. */
export function photoFacts({ taken_at, latitude, longitude, accuracy_m }: Facts): string[] {
  const place = latitude === null || longitude === null ? null : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  return [
    taken_at === null ? t('photo.noTime') : t('photo.taken', { at: dateTime(taken_at) }),
    place === null
      ? t('photo.noPlace')
      : accuracy_m === null
        ? t('photo.byCamera', { place })
        : t('photo.located', { place, m: Math.round(accuracy_m) }),
  ]
}

/** Which part of the unpacking it shows. */
export const stageSaid = (phase: NonNullable<Attachment['phase']>): string =>
  t(`inspect.stage.${phase === 'taking_out' ? 'out' : phase}`)

/** That a photo was taken long before or after its record; empty where it was not. */
export function strayedSaid(taken: string | null, from: string, to: string | null): string {
  const by = strayed(taken, from, to)
  if (by === null) return ''
  return t(by < 0 ? 'photo.early' : 'photo.late', { gap: gapSaid(Math.abs(by)) })
}

function gapSaid(ms: number): string {
  const hours = Math.round(ms / 3_600_000)
  return hours < 48 ? t('photo.hours', { n: hours }) : t('photo.days', { n: Math.round(hours / 24) })
}
