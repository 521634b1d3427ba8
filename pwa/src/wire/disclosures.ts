/**
 * Personal values that travel beside an entry (selective disclosure, RFC 9901).
 *
 * Guarantee: where a body holds a person, what is signed is the digest of a salted text; the text
 * goes behind the entry, `JWS~D1~`, and can be deleted without touching a proof. The office takes
 * an entry of these kinds in no other form.
 */
import { fromBase64url, toBase64url } from './base64url.ts'

type Json = Record<string, unknown>

/** Where the personal values of a body are; the versions of `kvOf` promise that they are veiled. */
export const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  'inspection.recorded': ['witness.name'],
  'inspection.amended': ['record.witness.name'],
  'inspection.cosigned': ['strokes'],
}

const MARK = '_sd'
const SALT_BYTES = 16
const utf8 = new TextEncoder()

export interface Veiled {
  /** The body to sign. */
  signed: Json
  /** The values to send beside it. */
  beside: string[]
}

const freshSalt = (): Uint8Array => crypto.getRandomValues(new Uint8Array(SALT_BYTES))

/** The body with a digest for each value at `paths`; one that is null says nothing and is left out. */
export async function veil(
  body: object,
  paths: readonly string[],
  salt: () => Uint8Array = freshSalt,
): Promise<Veiled> {
  const signed = structuredClone(body) as Json
  const beside: string[] = []
  for (const [parent, names] of byParent(paths)) {
    const there = at(signed, parent)
    if (!there) continue
    const values = names.map((name) => [name, there[name] ?? null] as const)
    for (const name of names) Reflect.deleteProperty(there, name)
    const made = values
      .filter(([, value]) => value !== null)
      .map(([name, value]) => disclosure(salt(), name, value))
    if (made.length) there[MARK] = await Promise.all(made.map(digestOf))
    beside.push(...made)
  }
  return { signed, beside }
}

/** The body with its values put in where `paths` lead, null where they are not disclosed. */
export async function unveil<Body>(
  signed: object,
  beside: readonly string[],
  paths: readonly string[],
): Promise<Body> {
  const body = structuredClone(signed) as Json
  const known = new Map<string, [name: string, value: unknown]>()
  for (const text of beside) known.set(await digestOf(text), read(text))
  for (const [parent, names] of byParent(paths)) {
    const there = at(body, parent)
    if (!there) continue
    const marks = there[MARK]
    const digests = Array.isArray(marks) ? marks.map(String) : []
    Reflect.deleteProperty(there, MARK)
    for (const name of names) there[name] ??= null
    for (const [name, value] of digests.flatMap((digest) => [known.get(digest) ?? []])) {
      if (name !== undefined && names.includes(name)) there[name] = value
    }
  }
  return body as Body
}

/** An entry with what goes beside it, as it is sent and exported. */
export function presented({ jws, beside = [] }: { jws: string; beside?: readonly string[] }): string {
  return beside.length ? `${[jws, ...beside].join('~')}~` : jws
}

function disclosure(salt: Uint8Array, name: string, value: unknown): string {
  return toBase64url(utf8.encode(JSON.stringify([toBase64url(salt), name, value])))
}

async function digestOf(text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))))
}

function read(text: string): [string, unknown] {
  const [, name, value] = JSON.parse(new TextDecoder().decode(fromBase64url(text))) as [string, string, unknown]
  return [name, value]
}

function byParent(paths: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const path of paths) {
    const cut = path.lastIndexOf('.')
    const parent = path.slice(0, Math.max(0, cut))
    found.set(parent, [...(found.get(parent) ?? []), path.slice(cut + 1)])
  }
  return found
}

/** The object that a path leads to, or null where there is none. */
function at(body: Json, parent: string): Json | null {
  let there: unknown = body
  for (const name of parent ? parent.split('.') : []) {
    there = there instanceof Object ? (there as Json)[name] : null
  }
  return there instanceof Object && !Array.isArray(there) ? (there as Json) : null
}
