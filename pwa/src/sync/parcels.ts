/** Boxes of sealed parcels at the server, which cannot read them. All of it throws ApiError. */
import type { BoxRow } from '../wire/types.ts'
import { call, request } from './client.ts'

const PATH = '/api/parcels'
const TIMEOUT_MS = 300_000 // photos, over a weak line

export const openBox = (key: string): Promise<BoxRow> => call(PATH, { method: 'POST', json: { key } })

export const boxOf = (code: string): Promise<BoxRow> => call(`${PATH}/${code}`)

/** Sent again after a broken line it is there once. */
export async function sendParcel(code: string, id: string, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
  const options = { method: 'PUT', body: new Blob([sealed]), timeoutMs: TIMEOUT_MS } as const
  await request(`${PATH}/${code}/${id}`, options, () => undefined)
}

export function fetchParcel(code: string, id: string): Promise<Uint8Array<ArrayBuffer>> {
  return request(
    `${PATH}/${code}/${id}`,
    { timeoutMs: TIMEOUT_MS },
    async (response) => new Uint8Array(await response.arrayBuffer()),
  )
}

export const dropParcel = (code: string, id: string): Promise<void> =>
  call(`${PATH}/${code}/${id}`, { method: 'DELETE' })
