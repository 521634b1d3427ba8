/**
 * Whose signature an entry bears, judged from the log alone.
 *
 * Guarantee: a key counts only from the entry on that enrolled it, and only where the device's name
 * is the thumbprint of that key; the office's own key enrols itself.
 */
import { fromBase64url } from '@/wire/base64url.ts'
import { ES256, thumbprint } from '@/wire/keys.ts'
import type { Jwk, LoggedEntry } from '@/wire/types.ts'

const utf8 = new TextEncoder()

interface Enrolment {
  dev: string
  jwk: Jwk
  desk: boolean
}

interface Opened {
  kid: string
  enrolment: Enrolment | null
}

export type Signed = 'good' | 'bad' | 'no_key' | 'unreadable'

export class Signers {
  readonly #keys = new Map<string, CryptoKey>()

  /** What the signature of each entry is worth; the entries come in the log's order. */
  async judge(entries: readonly LoggedEntry[]): Promise<Signed[]> {
    const pending: Promise<Signed>[] = []
    for (const entry of entries) {
      const opened = open(entry.jws)
      if (opened?.enrolment && mayEnrol(entry, opened)) await this.#enrol(opened.enrolment)
      pending.push(this.#one(entry.jws, opened))
    }
    return Promise.all(pending)
  }

  async #one(jws: string, opened: Opened | null): Promise<Signed> {
    if (!opened) return 'unreadable'
    const key = this.#keys.get(opened.kid)
    if (!key) return 'no_key'
    const end = jws.lastIndexOf('.')
    const signature = bytesOf(jws.slice(end + 1))
    if (!signature) return 'unreadable'
    const signed = utf8.encode(jws.slice(0, end))
    return (await crypto.subtle.verify(ES256, key, signature, signed)) ? 'good' : 'bad'
  }

  async #enrol({ dev, jwk }: Enrolment): Promise<void> {
    if (this.#keys.has(dev) || (await thumbprint(jwk)) !== dev) return
    const { kty, crv, x, y } = jwk
    try {
      this.#keys.set(dev, await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, false, ['verify']))
    } catch (error) {
      if (!(error instanceof DOMException)) throw error // no point of the curve: then it has no key
    }
  }
}

/** What was quarantined enrols nobody, and only the office's key vouches for itself. */
function mayEnrol({ answer }: LoggedEntry, { kid, enrolment }: Opened): boolean {
  return answer === 'stored' && enrolment !== null && (enrolment.desk || enrolment.dev !== kid)
}

function open(jws: string): Opened | null {
  const [head, payload, , ...rest] = jws.split('.')
  if (head === undefined || payload === undefined || rest.length > 0) return null
  const header = jsonOf(head) as { kid?: unknown } | null
  const envelope = jsonOf(payload) as { kind?: unknown; body?: unknown } | null
  if (typeof header?.kid !== 'string' || typeof envelope?.kind !== 'string') return null
  const enrolment = envelope.kind === 'device.enrolled' ? (envelope.body as Enrolment) : null
  return { kid: header.kid, enrolment }
}

function jsonOf(part: string): unknown {
  const bytes = bytesOf(part)
  try {
    return bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

function bytesOf(part: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64url(part)
  } catch {
    return null
  }
}
