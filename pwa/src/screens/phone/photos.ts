/**
 * Pictures of stored photos as addresses an `<img>` can show, and photos on their way to the store.
 *
 * A photo of this phone is shown from its own bytes; one that another phone took, from the server.
 * The addresses live as long as the screen.
 */
import { computed, nextTick, onScopeDispose, ref, shallowReactive } from 'vue'
import type { StripPhoto } from '@/components/photo.ts'
import { StoreError } from '@/store/errors.ts'
import type { AddedPhoto, Intake, Store } from '@/store/types.ts'
import { photoUrl } from '@/sync/desk.ts'
import { core } from '../shared/core.ts'
import { locate, type Position } from './location.ts'

export interface Photos {
  /** The strip for these hashes; pictures appear as they are read. */
  strip(hashes: readonly string[], pending?: readonly StripPhoto[]): StripPhoto[]
  /** The large picture. */
  large(sha256: string): Promise<string>
}

export function usePhotos(): Photos {
  const thumbs = shallowReactive(new Map<string, string>())
  const types = shallowReactive(new Map<string, string>())
  const made: string[] = []
  const asked = new Set<string>()
  let gone = false

  /** Empty once the screen has gone: nobody would give the picture's memory back. */
  function address(bytes: ArrayBuffer, type: string): string {
    if (gone) return ''
    const url = URL.createObjectURL(new Blob([bytes], { type }))
    made.push(url)
    return url
  }

  async function fetchThumb(sha256: string): Promise<void> {
    const { store } = await core()
    const photo = await store.photo(sha256)
    if (photo) types.set(sha256, photo.type)
    const none = photo?.released_at === null ? '' : photoUrl(sha256, 'thumb')
    thumbs.set(sha256, photo?.thumb.byteLength ? address(photo.thumb, 'image/jpeg') : none)
  }

  function thumb(sha256: string): string {
    if (!asked.has(sha256)) {
      asked.add(sha256)
      void fetchThumb(sha256)
    }
    return thumbs.get(sha256) ?? ''
  }

  onScopeDispose(() => {
    gone = true
    for (const url of made) URL.revokeObjectURL(url)
  })

  return {
    strip: (hashes, pending = []) => [
      ...hashes.map((sha256) => ({
        sha256,
        url: thumb(sha256),
        state: 'kept' as const,
        type: types.get(sha256),
      })),
      ...pending,
    ],
    async large(sha256) {
      const { store } = await core()
      const [photo, bytes] = await Promise.all([store.photo(sha256), store.photoBytes(sha256)])
      if (photo && bytes) return address(bytes, photo.type)
      return photoUrl(sha256, photo?.type.startsWith('video/') ? undefined : 'screen')
    },
  }
}

export interface Added {
  photo: AddedPhoto
  /** The untouched file, where it was asked for and differs from what is sent as the photo. */
  original: AddedPhoto | null
  here: Position | null
}

/** The draft that photos are added to. */
export interface Adding {
  /** Null while there is none. */
  key: () => string | null
  /** Enter a photo at its place. */
  stow: (place: string, added: Added) => void
  /** Whether the untouched files of a place are kept besides. */
  keepsOriginals: (place: string) => boolean
  /** Resolves once the draft's newest word is on disk, if it is. */
  kept: () => Promise<boolean>
}

/**
 * Photos on their way into a draft, each shown at once as a place that fills. The files are on disk
 * before anything else is done; `resume` goes on with those of a page that died.
 */
export function useAdding({ key, stow, keepsOriginals, kept }: Adding) {
  const pending = shallowReactive(new Map<string, StripPhoto[]>())
  const shrinking = ref(0)

  function change(place: string, change: (list: StripPhoto[]) => StripPhoto[]): void {
    pending.set(place, change(pending.get(place) ?? []))
  }

  const idOf = (intake: number): string => `pending-${String(intake)}`
  const waits = (sha256: string, state: StripPhoto['state']): StripPhoto => ({ sha256, url: '', state })

  async function add(place: string, files: Blob[]): Promise<void> {
    const to = key()
    if (to === null) return
    const { store } = await core()
    change(place, (list) => list.filter((photo) => photo.state !== 'failed'))
    let intakes: number[]
    try {
      intakes = await store.takeIn(to, place, files)
    } catch {
      change(place, (list) => [...list, waits(`failed-${String(Date.now())}`, 'failed')])
      return
    }
    const here = locate()
    await settle(store, intakes.map((id) => ({ id, place })), here)
  }

  /** One after the other; each is a photo of the draft before the next is begun. */
  async function settle(store: Store, intakes: readonly Intake[], here: Promise<Position | null>): Promise<void> {
    for (const { id, place } of intakes) change(place, (list) => [...list, waits(idOf(id), 'saving')])
    shrinking.value += intakes.length
    for (const { id, place } of intakes) {
      try {
        await settleOne(store, id, place, here)
        change(place, (list) => list.filter((photo) => photo.sha256 !== idOf(id)))
      } catch {
        // Shown as a failed place, with the words to take it again.
        change(place, (list) => list.map((photo) => (photo.sha256 === idOf(id) ? waits(idOf(id), 'failed') : photo)))
      } finally {
        shrinking.value -= 1
      }
    }
  }

  async function settleOne(store: Store, id: number, place: string, here: Promise<Position | null>): Promise<void> {
    const begun = await store.beginIntake(id)
    if (!begun || key() === null) return
    try {
      const added = await keepOne(store, begun.file, keepsOriginals(place), begun.blind)
      stow(place, { ...added, here: await soon(here) })
    } catch (error) {
      // what is no photo will be none the next time
      if (error instanceof StoreError && FINAL.includes(error.code)) await store.dropIntake(id)
      throw error
    }
    await nextTick()
    if (await kept()) await store.dropIntake(id)
  }

  return {
    add,
    /** Go on with what a page that died had taken in. */
    async resume(): Promise<void> {
      const to = key()
      if (to === null) return
      const { store } = await core()
      await settle(store, await store.takenIn(to), Promise.resolve(null))
    },
    of: (place: string): StripPhoto[] => pending.get(place) ?? [],
    failed: (place: string): boolean => (pending.get(place) ?? []).some((photo) => photo.state === 'failed'),
    /** Some are still being made small. */
    isBusy: computed(() => shrinking.value > 0),
  }
}

const FINAL: readonly string[] = ['not_a_photo', 'too_large']

async function keepOne(store: Store, file: Blob, originals: boolean, blind: boolean): Promise<Omit<Added, 'here'>> {
  const photo = await store.addPhoto(file, { blind })
  const same = photo.sha256 === photo.original.sha256
  return { photo, original: originals && !same ? await store.addPhoto(file, { asItIs: true }) : null }
}

const SOON_MS = 1_500

/** Where the phone is, unless finding out takes longer than a photo may wait. */
function soon(here: Promise<Position | null>): Promise<Position | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, SOON_MS, null))
  return Promise.race([here, late])
}
