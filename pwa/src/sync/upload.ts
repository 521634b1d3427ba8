/** Sends a file and says how far it is: the one thing that fetch cannot do. */
import { type ApiError, asApiError, failure } from './client.ts'

const TIMEOUT_MS = 180_000

/** POSTs the raw bytes of `file`; the answer is JSON. Throws ApiError. */
export function upload<T>(
  url: string,
  file: Blob,
  onProgress?: (fraction: number) => void,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', url)
    xhr.timeout = timeoutMs
    xhr.setRequestHeader('content-type', 'application/octet-stream')
    xhr.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress?.(loaded / total)
    })
    xhr.addEventListener('load', () => {
      answerOf<T>(xhr).then(resolve, reject)
    })
    xhr.addEventListener('error', () => {
      reject(asApiError(new TypeError('network')) as ApiError)
    })
    xhr.addEventListener('timeout', () => {
      reject(asApiError(new DOMException('', 'TimeoutError')) as ApiError)
    })
    xhr.send(file)
  })
}

async function answerOf<T>(xhr: XMLHttpRequest): Promise<T> {
  const response = new Response(xhr.responseText || null, {
    status: xhr.status,
    headers: {
      'content-type': xhr.getResponseHeader('content-type') ?? '',
      'retry-after': xhr.getResponseHeader('retry-after') ?? '',
    },
  })
  const json = response.headers.get('content-type')?.includes('json') === true
  if (!response.ok || !json) throw await failure(response)
  return (await response.json()) as T
}
