/** A photo as a strip shows it, and what may be done with it where it is being worked on. */
import type { InjectionKey } from 'vue'
import type { Annotation } from '@/wire/types.ts'

export interface StripPhoto {
  sha256: string
  /** Where its small picture is; empty while it is not at hand. */
  url: string
  state: 'saving' | 'kept' | 'failed'
  /** Said of it, small. */
  note?: string
  /** Of its bytes, where they are at hand. */
  type?: string | undefined
}

/** What a draft knows of its photos. */
export interface PhotoCare {
  marks: (sha256: string) => readonly Annotation[]
  /** Whether it can be marked: a photo that the draft describes. */
  canMark: (sha256: string) => boolean
  /** Open the editor of its marks. */
  edit: (sha256: string) => void
  /** When and where it was taken, in words; and what is odd about that. */
  about: (sha256: string) => { facts: string[]; odd: string } | null
  /** What it may be said to show, and what it is said to show now; empty where that is settled. */
  places: (sha256: string) => { value: string; label: string }[]
  placeOf: (sha256: string) => string
  move: (sha256: string, place: string) => void
}

export const PHOTO_CARE: InjectionKey<PhotoCare> = Symbol('photo care')
