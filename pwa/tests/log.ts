/** For tests: a log as the server keeps one, by the textbook, with a key that nothing else has. */
import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import { createHash } from 'node:crypto'

const SECRET = createHash('sha256').update('a log for tests').digest()
const utf8 = new TextEncoder()

export interface Leaf {
  jws: string
  received_at: string
  /** `stored`, or `quarantined:code`. */
  judged: string
}

/** A tree of leaves under a name; another `secret` is another office's key. */
export class TestLog {
  readonly origin: string
  readonly #secret: Uint8Array

  constructor(origin: string, secret: Uint8Array = SECRET) {
    this.origin = origin
    this.#secret = secret
  }

  async vkey(): Promise<string> {
    const key = await getPublicKeyAsync(this.#secret)
    const id = Buffer.from(await this.#id()).toString('hex')
    return `${this.origin}+${id}+${Buffer.from([1, ...key]).toString('base64')}`
  }

  async note(leaves: readonly Leaf[]): Promise<string> {
    const text = `${this.origin}\n${String(leaves.length)}\n${head(leaves.map(hashOf)).toString('base64')}\n`
    const signature = await signAsync(utf8.encode(text), this.#secret)
    const line = Buffer.from([...(await this.#id()), ...signature]).toString('base64')
    return `${text}\n— ${this.origin} ${line}\n`
  }

  async #id(): Promise<Uint8Array> {
    const key = await getPublicKeyAsync(this.#secret)
    const named = Buffer.concat([Buffer.from(`${this.origin}\n`), Buffer.from([1, ...key])])
    return createHash('sha256').update(named).digest().subarray(0, 4)
  }
}

export const hashOf = ({ jws, received_at, judged }: Leaf): Buffer =>
  createHash('sha256').update(`\0${jws}\n${received_at}\n${judged}\n`).digest()

export function head(hashes: readonly Buffer[]): Buffer {
  if (hashes.length <= 1) return hashes[0] ?? createHash('sha256').digest()
  const half = split(hashes.length)
  return node(head(hashes.slice(0, half)), head(hashes.slice(half)))
}

/** RFC 9162, 2.1.3.1: the audit path, from the leaf up. */
export function inclusion(position: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length <= 1) return []
  const half = split(hashes.length)
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)]
  return position < half
    ? [...inclusion(position, left), head(right)]
    : [...inclusion(position - half, right), head(left)]
}

/** RFC 9162, 2.1.4.1. */
export function consistency(first: number, hashes: readonly Buffer[], whole = true): Buffer[] {
  if (first === hashes.length) return whole ? [] : [head(hashes)]
  const half = split(hashes.length)
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)]
  return first <= half
    ? [...consistency(first, left, whole), head(right)]
    : [...consistency(first - half, right, false), head(left)]
}

function split(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1))
}

function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.concat([Buffer.from([1]), left, right])).digest()
}
