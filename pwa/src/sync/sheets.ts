/** Record sheets on paper, and the pictures of them. All of it throws ApiError. */
import { sha256Hex } from '../wire/base64url.ts'
import type { EnterSheet, RecordDoc, RecordSheet, SheetPage } from '../wire/types.ts'
import { ApiError, call, request } from './client.ts'

const PATH = '/api/record-sheets'
const TIMEOUT_MS = 180_000
const TRIES = 20
const PAUSE_MS = 500

export const sheets = (): Promise<RecordSheet[]> => call(PATH)

export const sheetPage = (no: string): Promise<SheetPage> => call(`${PATH}/${no}`)

export const printSheet = (asked: { crate: string | null; class: string | null }): Promise<RecordSheet> =>
  call(PATH, { method: 'POST', json: asked })

export const sheetUrl = (no: string): string => `${PATH}/${no}/pdf`

/** Send a picture; returns its hash and size. One that is there already is not sent again. */
export async function sendScan(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer()
  const sha256 = await sha256Hex(bytes)
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Upload-Length': String(bytes.byteLength),
    'Upload-Metadata': `sha256 ${btoa(sha256)}`,
    'Content-Type': 'application/offset+octet-stream',
  }
  const options = { method: 'POST', headers, body: bytes, timeoutMs: TIMEOUT_MS } as const
  await request('/api/photos', options, () => undefined)
  return sha256
}

/** Enter it; the journal may hear of a picture a moment after its last byte. */
export async function enterSheet(no: string, asked: EnterSheet): Promise<RecordDoc> {
  for (let tries = 1; ; tries++) {
    try {
      return await call(`${PATH}/${no}/record`, { method: 'POST', json: asked })
    } catch (error) {
      const soon = error instanceof ApiError && error.code === 'photo_not_attached' && tries < TRIES
      if (!soon) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
