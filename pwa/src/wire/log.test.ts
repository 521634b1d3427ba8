/** The shared vectors: phone and server judge every checkpoint and proof alike. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { type Checkpoint, NotANote, openVkey, verifyNote, vkeyOf } from './notes.ts'

function cases<T>(name: string): T[] {
  const path = fileURLToPath(new URL(`../../../tests/vectors/log/${name}.json`, import.meta.url))
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: T[] }).cases
}

interface LeafCase {
  name: string
  jws: string
  received_at: string
  answer: 'stored' | 'quarantined'
  code: string | null
  leaf: string
}
interface NoteCase {
  name: string
  vkey: string
  note: string
  expect: Checkpoint | null
}
interface ProofCase {
  name: string
  proof: string[]
  holds: boolean
}
interface InclusionCase extends ProofCase {
  leaf: string
  position: number
  size: number
  root: string
}
interface ConsistencyCase extends ProofCase {
  first: number
  first_root: string
  second: number
  second_root: string
}

test.each(cases<LeafCase>('leaves'))('a leaf: $name', async ({ jws, received_at, answer, code, leaf }) => {
  expect(toBase64(await leafHash(jws, received_at, answer, code))).toBe(leaf)
})

describe('a checkpoint', () => {
  const opened = async ({ vkey, note }: NoteCase) => verifyNote(note, await openVkey(vkey))
  const all = cases<NoteCase>('notes')

  test.each(all.filter((one) => one.expect !== null))('$name is taken', async (one) => {
    expect(await opened(one)).toEqual(one.expect)
  })

  test.each(all.filter((one) => one.expect === null))('$name is refused', async (one) => {
    await expect(opened(one)).rejects.toThrow(NotANote)
  })

  test('a verifier key is written as it was read', async () => {
    const [{ vkey } = { vkey: '' }] = all
    expect(await vkeyOf(await openVkey(vkey))).toBe(vkey)
  })
})

test.each(cases<InclusionCase>('inclusion'))('inclusion of $name', async (one) => {
  const [leaf, root] = [fromBase64(one.leaf), fromBase64(one.root)]
  const proof = one.proof.map(fromBase64)
  expect(await verifyInclusion(leaf, one.position, one.size, proof, root)).toBe(one.holds)
})

test.each(cases<ConsistencyCase>('consistency'))('consistency of $name', async (one) => {
  const [first, second] = [fromBase64(one.first_root), fromBase64(one.second_root)]
  const proof = one.proof.map(fromBase64)
  expect(await verifyConsistency(one.first, first, one.second, second, proof)).toBe(one.holds)
})
