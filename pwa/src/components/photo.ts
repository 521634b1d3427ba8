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
}

/** What a draft knows of its photos. */
export interface PhotoCare {
  marks: (sha256: string) => readonly Annotation[]
  /** Whether it can be marked: a photo that the draft describes. */
  canMark: (sha256: string) => boolean
  /** Open the editor of its marks. */
  edit: (sha256: string) => void
}

export const PHOTO_CARE: InjectionKey<PhotoCare> = Symbol('photo care')
