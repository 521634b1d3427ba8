/**
 * A draft passed from one phone to another: as codes with no signal, or sealed through the server.
 *
 * Guarantees: the giver's draft stays until it is said to be given, and can be had back then; taking
 * the same draft twice is taking it once; what is taken was signed by the giver's phone, text and
 * photos by their hashes; the taker's phone signs that it took it before the record is signed.
 */
import type { EntryRow, Me, Store } from '@/store/types.ts'
import { fromBase64url, sha256Hex, toBase64url } from '@/wire/base64url.ts'
import { opened, signerOf, type Word } from '@/wire/open.ts'
import { MAX_PHOTOS, openEntry } from '@/wire/seal.ts'
import { instant } from '@/wire/time.ts'
import type { DraftGiven, DraftTaken } from '@/wire/types.ts'
import { draftKey, filesIn, type InspectionDraft, without } from './draft.ts'

/** A draft on its way: the giver's signed entry, the text whose hash that names, and its files. */
export interface Handed {
  given: string
  draft: string
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
}

const utf8 = new TextEncoder()
const MARK = 'D'
const DEFLATE = 'deflate'
/** A draft is some thousand bytes: what unpacks to more is none. */
const MAX_TEXT_BYTES = 1 << 20

/** Sign that it is handed over; showing the same draft again signs nothing anew. */
export async function offer(
  store: Store,
  draft: InspectionDraft,
  way: DraftGiven['way'],
  to: string | null,
): Promise<{ entry: EntryRow; text: string; photos: string[] }> {
  const text = JSON.stringify({ ...draft, given: null, offered: null, taken: null })
  const hash = await sha256Hex(utf8.encode(text))
  const photos = await held(store, filesIn(draft))
  for (const { id, kind, crate } of await store.outbox()) {
    const entry = kind === 'draft.given' && crate === draft.crate ? await store.entry(id) : null
    const body = entry && openEntry<DraftGiven>(entry.jws).body
    if (entry && body?.draft === hash && body.way === way && body.to === to) return { entry, text, photos }
  }
  const named = photos.slice(0, MAX_PHOTOS)
  const body = { crate: draft.crate, draft: hash, way, to, photos: named }
  return { entry: await store.record('draft.given', body, named), text, photos }
}

async function held(store: Store, hashes: readonly string[]): Promise<string[]> {
  const found = await Promise.all(hashes.map((sha256) => store.photo(sha256)))
  return hashes.filter((_, i) => found[i] !== null)
}

/** As it is shown in codes: without its photos. */
export async function asCode(given: string, draft: string): Promise<string> {
  const packed = await through(utf8.encode(JSON.stringify({ given, draft })), new CompressionStream(DEFLATE))
  return MARK + toBase64url(packed)
}

/** What codes held; null where it is no draft. */
export async function fromCode(text: string): Promise<Handed | null> {
  if (!text.startsWith(MARK)) return null
  try {
    const plain = await through(fromBase64url(text.slice(1)), new DecompressionStream(DEFLATE))
    const { given, draft } = JSON.parse(new TextDecoder().decode(plain)) as Partial<Record<string, unknown>>
    if (typeof given !== 'string' || typeof draft !== 'string') return null
    return { given, draft, files: new Map() }
  } catch {
    return null
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, by: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = (new Blob([bytes]).stream().pipeThrough(by) as ReadableStream<Uint8Array>).getReader()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > MAX_TEXT_BYTES) throw new RangeError('no draft is as long as that')
    parts.push(new Uint8Array(next.value))
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

interface Head {
  given: string
  draft: string
  files: { sha256: string; size: number }[]
}

/** As it is sealed into a parcel: a length, the head as JSON, the files one after the other. */
export async function asParcel(
  store: Store,
  given: string,
  draft: string,
  photos: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const found = await Promise.all(photos.map(async (sha256) => [sha256, await store.photoBytes(sha256)] as const))
  const files = found.flatMap(([sha256, bytes]) => (bytes ? [{ sha256, size: bytes.byteLength, bytes }] : []))
  const named = files.map(({ sha256, size }) => ({ sha256, size }))
  const head = utf8.encode(JSON.stringify({ given, draft, files: named } satisfies Head))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, head.length)
  return new Uint8Array(await new Blob([length, head, ...files.map(({ bytes }) => bytes)]).arrayBuffer())
}

/** What a parcel held; null where it is no draft. */
export function fromParcel(plain: Uint8Array<ArrayBuffer>): Handed | null {
  try {
    const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0)
    const head = JSON.parse(new TextDecoder().decode(plain.slice(4, 4 + length))) as Head
    let at = 4 + length
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    for (const { sha256, size } of head.files) {
      files.set(sha256, plain.slice(at, at + size))
      at += size
    }
    return at === plain.length ? { given: head.given, draft: head.draft, files } : null
  } catch {
    return null
  }
}

export interface Took {
  crate: string
  giver: string
  word: Word
  photosLeft: number
}

/** `occupied`: a draft of one's own for that crate is here already. */
export type Taking = Took | 'not_genuine' | 'own' | 'occupied'

/** Go on with it on this phone; `instead` of one's own draft for the crate, where there is one. */
export async function take(store: Store, handed: Handed, instead = false): Promise<Taking> {
  const me = await store.me()
  const read = await readHanded(store, handed)
  if (!me || !read) return 'not_genuine'
  const { draft, dev, actor, id, word } = read
  if (dev === me.dev) return 'own'
  const here = (await store.draft<InspectionDraft>(draftKey(draft.crate)))?.value
  if (here?.taken?.given === id) {
    await signTaken(store)
    return { crate: draft.crate, giver: actor, word, photosLeft: here.taken.photos_left }
  }
  if (here && !instead) return 'occupied'
  const left = await missingFiles(store, draft, handed.files)
  const photos_left = left.size
  const hash = await sha256Hex(utf8.encode(handed.draft))
  const taken = { given: id, draft: hash, giver: actor, giver_dev: dev, at: instant(), photos_left }
  const mine = { ...without(draft, left), given: null, offered: null, taken }
  if (mine.recorder === me.user) mine.recorder = '' // whoever leads now cannot record as well
  await store.saveDraft(draftKey(draft.crate), mine)
  await signTaken(store)
  return { crate: draft.crate, giver: actor, word, photosLeft: photos_left }
}

async function readHanded(store: Store, { given, draft }: Handed) {
  const signer = signerOf(given)
  const device = signer === null ? null : await store.row('device', signer)
  const found = await opened<DraftGiven>(given, device)
  if (found?.envelope.kind !== 'draft.given') return null
  const { body, id, actor } = found.envelope
  if (body.draft !== (await sha256Hex(utf8.encode(draft)))) return null
  const value = JSON.parse(draft) as InspectionDraft
  if (value.version !== 1 || value.crate !== body.crate) return null
  return { draft: value, dev: found.dev, word: found.word, id, actor }
}

/** Keep what came; returns what the draft names and is not on this phone. */
async function missingFiles(
  store: Store,
  draft: InspectionDraft,
  files: Handed['files'],
): Promise<ReadonlySet<string>> {
  const left = new Set<string>()
  for (const sha256 of filesIn(draft)) {
    const bytes = files.get(sha256)
    if (bytes && (await sha256Hex(bytes)) === sha256) {
      await store.addPhoto(new Blob([bytes]), { asItIs: true })
    } else if (!(await store.photo(sha256))) left.add(sha256)
  }
  return left
}

/** Sign of every draft that was taken that it was, once: also where the page died in between. */
export async function signTaken(store: Store): Promise<void> {
  const signed = new Set<string>()
  for (const { id, kind } of await store.outbox()) {
    const entry = kind === 'draft.taken' ? await store.entry(id) : null
    if (entry) signed.add(openEntry<DraftTaken>(entry.jws).body.given)
  }
  for (const { value } of await store.drafts()) {
    const { crate, taken } = value as InspectionDraft
    if (!taken || signed.has(taken.given)) continue
    const { given, draft, giver, giver_dev, photos_left } = taken
    await store.record('draft.taken', { crate, given, draft, giver, giver_dev, photos_left })
  }
}

/** To whom a draft of this phone was given: as was said here, or as its taker told the office. */
export async function givenTo(store: Store, draft: InspectionDraft, me: Me): Promise<string | null> {
  const { given, offered } = draft
  const passed = await store.row('passed', given?.entry ?? offered ?? '')
  const taker = passed?.giver_dev === me.dev ? passed.taker : null
  if (!given && !taker) return null
  const to = taker ?? given?.to ?? null
  return to === null ? '' : ((await store.row('person', to))?.name ?? to)
}
