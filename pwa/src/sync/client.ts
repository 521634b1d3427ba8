/**
 * One way to call the server, and one shape of everything that can go wrong with it.
 *
 * Guarantee: what resolves is JSON (or bytes) that our server sent. A login page of somebody's
 * Wi-Fi, which answers 200 with HTML, rejects as `captive`; no answer at all rejects as `offline`.
 */
import type { Problem } from '../wire/types.ts'

export const TIMEOUT_MS = 30_000
/** The protocol that this app speaks: a server that has moved on answers its pulls with 426. */
const CLIENT = { 'Greenlane-Client': '1' } as const

/** Problem details of the server, or what the phone itself found: `offline`, `captive`, `timeout`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** 0 where there was no answer. */
  readonly status: number
  readonly code: string
  /** A bilingual sentence, 中文。 English. */
  readonly detail: string
  /** What to do about it, bilingual. */
  readonly action: string
  readonly retryAfterS: number | null

  constructor(
    status: number,
    code: string,
    detail: string,
    action: string,
    retryAfterS: number | null = null,
  ) {
    super(`${code}: ${detail}`)
    this.status = status
    this.code = code
    this.detail = detail
    this.action = action
    this.retryAfterS = retryAfterS
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD'
  query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  json?: unknown
  body?: BodyInit
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
  timeoutMs?: number
  /** Statuses that `read` deals with itself, besides the successful ones. */
  accept?: readonly number[]
}

/** Where the server is: this page's own origin, except in tests. */
let base = ''

/** For tests, whose page has no origin. */
export function setBase(url: string): void {
  base = url
}

export function urlOf(path: string, query: Call['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `${base}${path}${search ? `?${search}` : ''}`
}

/** The answer as JSON of the given type; undefined for 204. Throws ApiError. */
export function call<T>(path: string, options: Call = {}): Promise<T> {
  return request(path, options, async (response) => {
    if (response.status === 204) return undefined as T
    if (!isJson(response)) throw captive()
    return parsed<T>(response)
  })
}

/** The answer as bytes of a type that begins with `type`. Throws ApiError. */
export function callBlob(path: string, type: string, options: Call = {}): Promise<Blob> {
  return request(path, options, async (response) => {
    if (!(response.headers.get('content-type') ?? '').startsWith(type)) throw captive()
    return response.blob()
  })
}

/** Aborts after a while, or with `outer`. AbortSignal.any and .timeout are missing on older phones. */
class TimeLimit {
  /** Set when it was this limit that aborted; older browsers hide the reason. */
  expired: DOMException | null = null
  readonly #control = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #outer: AbortSignal | undefined

  constructor(ms: number, outer: AbortSignal | undefined) {
    this.#timer = setTimeout(() => {
      this.expired = new DOMException('no answer in time', 'TimeoutError')
      this.#control.abort(this.expired)
    }, ms)
    this.#outer = outer
    outer?.addEventListener('abort', this.#pass)
    if (outer?.aborted === true) this.#pass()
  }

  get signal(): AbortSignal {
    return this.#control.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#pass)
  }

  readonly #pass = (): void => {
    this.#control.abort(this.#outer?.reason)
  }
}

/** Calls, and reads the answer where it is a success, all within the time limit. Throws ApiError. */
export async function request<T>(
  path: string,
  options: Call,
  read: (response: Response) => Promise<T> | T,
): Promise<T> {
  const { method = 'GET', query, json, headers, signal, timeoutMs = TIMEOUT_MS } = options
  const limit = new TimeLimit(timeoutMs, signal)
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'manual', // our server never redirects a call; a captive portal does
    headers: { ...CLIENT, ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    signal: limit.signal,
  }
  if (json !== undefined) init.body = JSON.stringify(json)
  else if (options.body !== undefined) init.body = options.body
  try {
    const response = await fetch(urlOf(path, query), init)
    const redirected = response.status >= 300 && response.status < 400
    if (response.type === 'opaqueredirect' || redirected) throw captive()
    const taken = response.ok || options.accept?.includes(response.status) === true
    if (!taken) throw await failure(response)
    return await read(response)
  } catch (error) {
    throw asApiError(limit.expired ?? error)
  } finally {
    limit.clear()
  }
}

/** What a problem-details answer says; an answer of another kind does not come from our server. */
export async function failure(response: Response): Promise<ApiError> {
  const retryAfterS = secondsOf(response.headers.get('retry-after'))
  const isOurs = isJson(response) || response.headers.has('tus-resumable')
  if (!isOurs) return foreign(response.status, retryAfterS)
  const problem = await problemOf(response)
  return new ApiError(
    response.status,
    problem.code ?? `http_${String(response.status)}`,
    problem.detail ?? '',
    problem.action ?? '',
    retryAfterS,
  )
}

/** The problem details; an answer to HEAD has none. */
async function problemOf(response: Response): Promise<Partial<Problem>> {
  const text = await response.text()
  try {
    return text === '' ? {} : (JSON.parse(text) as Partial<Problem>)
  } catch {
    return {}
  }
}

/** A failure that is not problem details: a proxy that is down, or a portal that says no. */
function foreign(status: number, retryAfterS: number | null): ApiError {
  if (status < 500 && status !== 429) return captive(status)
  return new ApiError(
    status,
    'server_unavailable',
    '服务器暂时不可用。 The server is not available just now.',
    '数据已存本机，稍后会自动重试。 Everything is kept on this device and is tried again later.',
    retryAfterS,
  )
}

async function parsed<T>(response: Response): Promise<T> {
  const text = await response.text()
  try {
    return JSON.parse(text) as T
  } catch {
    throw captive(response.status)
  }
}

/** A failure of fetch as an ApiError; an abort by the caller stays what it is. */
export function asApiError(error: unknown): unknown {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new ApiError(
      0,
      'timeout',
      '服务器没有及时响应。 The server did not answer in time.',
      '请到信号较好的地方再试。 Try again where the signal is better.',
    )
  }
  if (error instanceof TypeError) {
    return new ApiError(
      0,
      'offline',
      '连不上服务器。 The server cannot be reached.',
      '请检查网络后再试。 Check the network and try again.',
    )
  }
  return error
}

function captive(status = 200): ApiError {
  return new ApiError(
    status,
    'captive',
    '网络需登录认证，尚未上传。 This Wi-Fi wants a sign-in; nothing was sent.',
    '请打开浏览器完成网络认证，或改用移动数据。 Sign in to the Wi-Fi in a browser, or use mobile data.',
  )
}

function isJson(response: Response): boolean {
  return /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '')
}

/** Retry-After, in seconds or as a date. */
function secondsOf(value: string | null): number | null {
  if (value === null) return null
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}
