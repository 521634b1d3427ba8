/**
 * The arithmetic of the log as far as a phone needs it: leaves, inclusion, consistency (RFC 9162,
 * sections 2.1.3.2 and 2.1.4.2).
 *
 * Guarantee: a proof that verifies here verifies in any implementation of RFC 9162. Sizes are taken
 * up to 2^53 - 1, so there are no bit operations, which end at 2^31.
 */
import { sameBytes } from './base64.ts'
import { sha256 } from './base64url.ts'

export const HASH_BYTES = 32
const utf8 = new TextEncoder()

/** What a leaf commits to: what was received, when, and how it was judged; hashed. */
export function leafHash(
  jws: string,
  receivedAt: string,
  answer: 'stored' | 'quarantined',
  code: string | null,
): Promise<Uint8Array> {
  const judged = code === null ? answer : `${answer}:${code}`
  return sha256(Uint8Array.of(0, ...utf8.encode(`${jws}\n${receivedAt}\n${judged}\n`)))
}

/** Whether `proof` leads from the leaf's hash at `position` to the head of `size` leaves. */
export async function verifyInclusion(
  leaf: Uint8Array,
  position: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Promise<boolean> {
  const found = areHashes([root]) ? await rootFrom(leaf, position, size, proof) : null
  return found !== null && sameBytes(found, root)
}

/** The head to which `proof` leads from the leaf at `position`; null where it has another length. */
export async function rootFrom(
  leaf: Uint8Array,
  position: number,
  size: number,
  proof: readonly Uint8Array[],
): Promise<Uint8Array | null> {
  if (!isCount(position) || !isCount(size) || position >= size) return null
  if (!areHashes([leaf, ...proof])) return null
  const walk = new Walk(position, size - 1)
  let value = leaf
  for (const sibling of proof) {
    if (walk.last === 0) return null
    value = walk.isRight() ? await nodeHash(sibling, value) : await nodeHash(value, sibling)
    walk.up()
  }
  return walk.last === 0 ? value : null
}

/** Whether `proof` shows the tree of `first` leaves to be a beginning of that of `second`. */
export async function verifyConsistency(
  first: number,
  firstRoot: Uint8Array,
  second: number,
  secondRoot: Uint8Array,
  proof: readonly Uint8Array[],
): Promise<boolean> {
  if (!isCount(first) || !isCount(second) || first === 0 || first > second) return false
  if (!areHashes([firstRoot, secondRoot, ...proof])) return false
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot)
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof
  if (!start) return false
  const walk = new Walk(first - 1, second - 1)
  while (walk.place % 2 === 1) walk.halve()
  let [older, newer] = [start, start]
  for (const sibling of rest) {
    if (walk.last === 0) return false
    if (walk.isRight()) {
      older = await nodeHash(sibling, older)
      newer = await nodeHash(sibling, newer)
    } else newer = await nodeHash(newer, sibling)
    walk.up()
  }
  return walk.last === 0 && sameBytes(older, firstRoot) && sameBytes(newer, secondRoot)
}

/** From a node up to the root: its place in its level, and the last place of that level. */
class Walk {
  place: number
  last: number

  constructor(place: number, last: number) {
    this.place = place
    this.last = last
  }

  /** Whether the next sibling stands to the left. */
  isRight(): boolean {
    return this.place % 2 === 1 || this.place === this.last
  }

  /** One level, and past those in which the last node has no sibling. */
  up(): void {
    if (this.isRight()) while (this.place % 2 === 0 && this.place !== 0) this.halve()
    this.halve()
  }

  halve(): void {
    this.place = Math.floor(this.place / 2)
    this.last = Math.floor(this.last / 2)
  }
}

/** An inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const data = new Uint8Array(1 + 2 * HASH_BYTES)
  data[0] = 1
  data.set(left, 1)
  data.set(right, 1 + HASH_BYTES)
  return sha256(data)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === HASH_BYTES)
}
