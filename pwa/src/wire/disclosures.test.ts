/** Personal values beside entries, by the vectors that the server reads too. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fromBase64url } from './base64url.ts'
import { PERSONAL, presented, unveil, veil } from './disclosures.ts'
import { kvOf } from './seal.ts'

interface Case {
  name: string
  kind: string
  kv: number
  paths: string[]
  body: object
  salts: string[]
  signed: string
  disclosures: string[]
  redacted: object
}
const path = new URL('../../../tests/vectors/personal.json', import.meta.url)
const { sound } = JSON.parse(readFileSync(path, 'utf8')) as { sound: Case[] }

it.each(sound)('$name', async ({ paths, body, salts, signed, disclosures, redacted }) => {
  const left = [...salts]
  const made = await veil(body, paths, () => fromBase64url(left.shift() ?? ''))
  expect(JSON.stringify(made.signed)).toBe(signed)
  expect(made.beside).toEqual(disclosures)
  expect(await unveil(made.signed, made.beside, paths)).toEqual(body)
  expect(await unveil(made.signed, [], paths)).toEqual(redacted)
  expect(presented({ jws: 'a.b.c', beside: made.beside }).split('~').slice(1, -1)).toEqual(disclosures)
})

it.each(sound.filter(({ kind }) => kind in PERSONAL))('$kind $kv is what this app makes', ({ kind, kv, paths, body }) => {
  const whole = 'record' in body ? { ...body, record: { attachments: [] } } : { ...body, attachments: [] }
  expect(PERSONAL[kind]).toEqual(paths)
  expect(kvOf(kind, whole)).toBe(kv)
})

it('salts each value anew', async () => {
  const body = { witness: { name: '范德赫伊', signed: true, reason: null } }
  const [one, two] = await Promise.all([veil(body, ['witness.name']), veil(body, ['witness.name'])])
  expect(one.beside[0]).not.toBe(two.beside[0])
  expect(JSON.stringify(one.signed)).not.toContain('范德赫伊')
  expect(body.witness.name).toBe('范德赫伊')
})
