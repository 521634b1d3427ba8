/** What the record on screen says of its files, and whether marks are drawn over its photos. */
import { ref, type InjectionKey } from 'vue'
import type { Attachment } from '@/wire/types.ts'

export const FILES: InjectionKey<(sha256: string) => Attachment | null> = Symbol('files of a record')

/** One switch for all photos, until the page is left. */
export const marksShown = ref(true)
