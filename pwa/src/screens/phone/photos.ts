/**
 * Pictures of stored photos as addresses an `<img>` can show, and photos on their way to the store.
 *
 * A photo of this phone is shown from its own bytes; one that another phone took, from the server.
 * The addresses live as long as the screen.
 */
import { onScopeDispose, shallowReactive } from 'vue'
import type { StripPhoto } from '@/components/photo.ts'
import type { AddedPhoto, Store } from '@/store/types.ts'
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
      ...hashes.map((sha256) => ({ sha256, url: thumb(sha256), state: 'kept' as const })),
      ...pending,
    ],
    async large(sha256) {
      const { store } = await core()
      const [photo, bytes] = await Promise.all([store.photo(sha256), store.photoBytes(sha256)])
      return photo && bytes ? address(bytes, photo.type) : photoUrl(sha256, 'screen')
    },
  }
}

export interface Added {
  photo: AddedPhoto
  /** The untouched file, where it was asked for and differs from what is sent as the photo. */
  original: AddedPhoto | null
  here: Position | null
}

/** Photos being stored, each shown at once as a place that fills. */
export function useAdding() {
  const pending = shallowReactive(new Map<string, StripPhoto[]>())
  let made = 0

  function change(place: string, change: (list: StripPhoto[]) => StripPhoto[]): void {
    pending.set(place, change(pending.get(place) ?? []))
  }

  /** Store files one after the other; hand over each as soon as its bytes are on disk. */
  async function add(
    place: string,
    files: Blob[],
    kept: (added: Added) => void,
    originals = false,
  ): Promise<void> {
    const { store } = await core()
    const waiting = files.map((file) => ({ file, id: `pending-${String(++made)}` }))
    change(place, (list) => [
      ...list.filter((photo) => photo.state !== 'failed'),
      ...waiting.map(({ id }) => ({ sha256: id, url: '', state: 'saving' as const })),
    ])
    const here = locate()
    for (const { file, id } of waiting) {
      try {
        kept({ ...(await keepOne(store, file, originals)), here: await soon(here) })
        change(place, (list) => list.filter((photo) => photo.sha256 !== id))
      } catch {
        // Shown as a failed place, with the words to take it again.
        change(place, (list) =>
          list.map((photo) => (photo.sha256 === id ? { ...photo, state: 'failed' as const } : photo)),
        )
      }
    }
  }

  return {
    add,
    of: (place: string): StripPhoto[] => pending.get(place) ?? [],
    failed: (place: string): boolean =>
      (pending.get(place) ?? []).some((photo) => photo.state === 'failed'),
  }
}

async function keepOne(store: Store, file: Blob, originals: boolean): Promise<Omit<Added, 'here'>> {
  const bytes = new Blob([await file.arrayBuffer()]) // read once: on some phones the file is gone then
  const photo = await store.addPhoto(bytes)
  const same = photo.sha256 === photo.original.sha256
  return { photo, original: originals && !same ? await store.addPhoto(bytes, { asItIs: true }) : null }
}

const SOON_MS = 1_500

/** Where the phone is, unless finding out takes longer than a photo may wait. */
function soon(here: Promise<Position | null>): Promise<Position | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, SOON_MS, null))
  return Promise.race([here, late])
}
