/**
 * Sends photos, in pieces, from where the last attempt broke off (tus 1.0).
 *
 * Guarantee: a photo counts as stored only when the server says it holds every byte; the server
 * checks the hash before it says so. An entry never waits for this.
 */
import { StoreError } from '../store/errors.ts'
import type { PhotoRow, Store } from '../store/types.ts'
import { sha256Hex } from '../wire/base64url.ts'
import { ApiError, request } from './client.ts'

const PATH = '/api/photos'
const TUS = { 'Tus-Resumable': '1.0.0' } as const
/** Small enough that a weak signal shows progress, and loses little when it breaks. */
export const CHUNK_BYTES = 256 * 1024
const CHUNK_TIMEOUT_MS = 120_000
const WRONG_HASH = 460
const TRIES = 2

/** Codes of what is wrong with the photo itself, by the status that says so. */
const REFUSALS: Readonly<Record<number, string>> = {
  [WRONG_HASH]: 'wrong_hash',
  413: 'too_large',
  415: 'not_a_photo',
}

/** Send one photo to its end. Throws ApiError where the network, not the photo, is the matter. */
export async function sendPhoto(store: Store, photo: PhotoRow, signal?: AbortSignal): Promise<void> {
  const { sha256 } = photo
  const bytes = await store.photoBytes(sha256)
  if (bytes === null || (await sha256Hex(bytes)) !== sha256) {
    await store.inner.photoState(sha256, 'refused', 'damaged_on_phone')
    return
  }
  const upload = new Upload(photo, bytes, (sent) => store.inner.photoSent(sha256, sent), signal)
  for (let attempt = 1; ; attempt++) {
    try {
      await upload.run()
      await store.inner.photoState(sha256, 'stored', null)
      return
    } catch (error) {
      const code = error instanceof ApiError ? REFUSALS[error.status] : undefined
      if (code === undefined) throw error
      // bytes that were spoilt on the way are worth a second attempt, from the first byte on
      if (code === 'wrong_hash' && attempt < TRIES) continue
      await store.inner.photoState(sha256, 'refused', code)
      return
    }
  }
}

/** Fetch a photo that another phone sent, so that a record made here may name it. */
export async function bringPhoto(store: Store, sha256: string): Promise<PhotoRow> {
  const held = await store.photo(sha256)
  if (held) return held
  const bytes = await request(`${PATH}/${sha256}`, { timeoutMs: CHUNK_TIMEOUT_MS }, (response) =>
    response.arrayBuffer(),
  )
  if ((await sha256Hex(bytes)) !== sha256) {
    throw new StoreError('not_a_photo', 'the bytes that came are not those that were asked for')
  }
  return store.inner.keepPhoto(bytes)
}

/** Send the bytes of a desk's photo, whatever of them the server holds; returns their hash. Throws ApiError. */
export async function sendBytes(bytes: ArrayBuffer, told: (sent: number) => void): Promise<string> {
  const photo = { sha256: await sha256Hex(bytes), size: bytes.byteLength, sent: 0 }
  await new Upload(photo, bytes, told, undefined).run()
  told(photo.size)
  return photo.sha256
}

class Upload {
  readonly #photo: Pick<PhotoRow, 'sha256' | 'size' | 'sent'>
  readonly #bytes: ArrayBuffer
  readonly #told: (sent: number) => void | Promise<void>
  readonly #signal: AbortSignal | undefined
  #begun: boolean

  constructor(
    photo: Pick<PhotoRow, 'sha256' | 'size' | 'sent'>,
    bytes: ArrayBuffer,
    told: (sent: number) => void | Promise<void>,
    signal: AbortSignal | undefined,
  ) {
    this.#photo = photo
    this.#bytes = bytes
    this.#told = told
    this.#signal = signal
    this.#begun = photo.sent > 0
  }

  async run(): Promise<void> {
    const { size } = this.#photo
    let offset = (this.#begun ? await this.#held() : null) ?? (await this.#create())
    this.#begun = true
    while (offset < size) {
      await this.#told(offset)
      offset = await this.#append(offset)
    }
  }

  /** How much the server holds, or null where it has not heard of this photo. */
  #held(): Promise<number | null> {
    const options = { method: 'HEAD', headers: TUS, accept: [404, 410] } as const
    return this.#request(this.#url, options, (response) =>
      response.ok ? offsetOf(response) : null,
    )
  }

  /** Announce it, with its first piece. */
  #create(): Promise<number> {
    const { sha256, size } = this.#photo
    const headers = {
      ...TUS,
      'Upload-Length': String(size),
      'Upload-Metadata': `sha256 ${btoa(sha256)}`,
      'Content-Type': 'application/offset+octet-stream',
    }
    return this.#request(PATH, { method: 'POST', headers, body: this.#piece(0) }, offsetOf)
  }

  /** The next piece; where the server holds another length than we thought, that one counts. */
  #append(offset: number): Promise<number> {
    const headers = {
      ...TUS,
      'Upload-Offset': String(offset),
      'Content-Type': 'application/offset+octet-stream',
    }
    const options = { method: 'PATCH', headers, body: this.#piece(offset), accept: [404, 409, 410] } as const
    return this.#request(this.#url, options, async (response) => {
      if (response.ok) return offsetOf(response)
      return (await this.#held()) ?? (await this.#create())
    })
  }

  #request<T>(
    path: string,
    options: Parameters<typeof request>[1],
    read: (response: Response) => T | Promise<T>,
  ): Promise<T> {
    return request(path, { ...options, signal: this.#signal, timeoutMs: CHUNK_TIMEOUT_MS }, read)
  }

  #piece(offset: number): ArrayBuffer {
    return this.#bytes.slice(offset, offset + CHUNK_BYTES)
  }

  get #url(): string {
    return `${PATH}/${this.#photo.sha256}`
  }
}

function offsetOf(response: Response): number {
  const offset = response.headers.get('upload-offset')
  if (offset === null || !/^\d+$/.test(offset)) {
    throw new ApiError(
      response.status,
      'captive',
      '网络需登录认证，照片尚未上传。 This Wi-Fi wants a sign-in; the photo was not sent.',
      '请打开浏览器完成网络认证，或改用移动数据。 Sign in to the Wi-Fi in a browser, or use mobile data.',
    )
  }
  return Number(offset)
}
