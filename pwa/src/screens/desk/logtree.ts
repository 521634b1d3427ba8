/** A Merkle tree (RFC 9162) grown leaf by leaf, of which only the peaks are kept. */
import { sha256 } from '@/wire/base64url.ts'
import { nodeHash } from '@/wire/merkle.ts'

interface Peak {
  /** It stands over 2^level leaves. */
  level: number
  hash: Uint8Array
}

export class GrowingTree {
  size = 0
  readonly #peaks: Peak[] = []

  /** `hash` is the leaf's own, not its data. */
  async add(hash: Uint8Array): Promise<void> {
    const grown: Peak = { level: 0, hash }
    for (let left = this.#peaks.at(-1); left?.level === grown.level; left = this.#peaks.at(-1)) {
      this.#peaks.pop()
      grown.hash = await nodeHash(left.hash, grown.hash)
      grown.level += 1
    }
    this.#peaks.push(grown)
    this.size += 1
  }

  /** The head of all leaves so far, 32 bytes. */
  async root(): Promise<Uint8Array> {
    const [last, ...lefts] = this.#peaks.map((peak) => peak.hash).reverse()
    if (!last) return sha256(new Uint8Array())
    let value: Uint8Array = last
    for (const left of lefts) value = await nodeHash(left, value)
    return value
  }
}
