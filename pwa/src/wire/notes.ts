/**
 * Checkpoints of the journal's log as C2SP signed notes (tlog-checkpoint, signed-note).
 *
 * Guarantee: what `verifyNote` returns was signed by the log's key, byte for byte as it stands.
 */
import { verifyAsync } from '@noble/ed25519'
import { fromBase64, sameBytes, toBase64 } from './base64.ts'
import { sha256, toHex } from './base64url.ts'

/** A tree head: this log had `size` leaves under `root`. */
export interface Checkpoint {
  origin: string
  size: number
  /** 32 bytes, base64 as in the note. */
  root: string
}

/** The public key of a log, under its name. */
export interface LogKey {
  name: string
  key: Uint8Array<ArrayBuffer>
}

/** Text that is no checkpoint of this log. */
export class NotANote extends Error {
  override readonly name = 'NotANote'
}

const ED25519 = 1
const DASH = '— '
const KEY_BYTES = 32
const ROOT_BYTES = 32
const ID_BYTES = 4
const SIGNATURE_BYTES = 64
const MAX_NOTE_CHARS = 4000
const utf8 = new TextEncoder()

/** Name and key of a verifier key. Throws NotANote. */
export async function openVkey(text: string): Promise<LogKey> {
  const [, name, id, encoded] = /^([^+]+)\+([^+]*)\+(.*)$/s.exec(text) ?? []
  if (name === undefined || encoded === undefined) throw new NotANote('not a verifier key')
  const data = unbase64(encoded, 'the key')
  if (data[0] !== ED25519 || data.length !== 1 + KEY_BYTES) throw new NotANote('not an Ed25519 key')
  const key = data.slice(1)
  if (toHex(await keyId(name, key)) !== id) throw new NotANote('the id of the verifier key is another')
  return { name, key }
}

/** The same key under another name: that of the log which a restored server begins. */
export async function vkeyOf({ name, key }: LogKey): Promise<string> {
  return `${name}+${toHex(await keyId(name, key))}+${toBase64(Uint8Array.of(ED25519, ...key))}`
}

/** What a note claims, unverified. Throws NotANote. */
export function readNote(note: string): Checkpoint {
  return parts(note).checkpoint
}

/** The checkpoint, if the log's key signed it. Throws NotANote with the reason. */
export async function verifyNote(note: string, { name, key }: LogKey): Promise<Checkpoint> {
  const { checkpoint, text, signatures } = parts(note)
  if (checkpoint.origin !== name) throw new NotANote(`of another log: ${checkpoint.origin}`)
  const wanted = await keyId(name, key)
  const line = signatures.find(
    (signature) =>
      signature.by === name &&
      signature.bytes.length === ID_BYTES + SIGNATURE_BYTES &&
      sameBytes(signature.bytes.subarray(0, ID_BYTES), wanted),
  )
  if (!line) throw new NotANote('not signed by the key of this log')
  const signature = line.bytes.subarray(ID_BYTES)
  const holds = await verifyAsync(signature, utf8.encode(text), key, { zip215: false }).catch(() => false)
  if (!holds) throw new NotANote('the signature does not hold')
  return checkpoint
}

interface Signature {
  by: string
  bytes: Uint8Array
}

function parts(note: string): { checkpoint: Checkpoint; text: string; signatures: Signature[] } {
  if (note.length > MAX_NOTE_CHARS) throw new NotANote('too long for a checkpoint')
  const gap = note.indexOf('\n\n')
  const text = note.slice(0, gap + 1)
  const [origin = '', digits = '', root = '', ...rest] = text.split('\n')
  if (gap < 0 || origin === '' || root === '' || rest.join() !== '') {
    throw new NotANote('not origin, size, root and a blank line')
  }
  const size = /^(0|[1-9][0-9]*)$/.test(digits) ? Number(digits) : NaN
  if (!Number.isSafeInteger(size)) throw new NotANote('the size is no plain number')
  if (unbase64(root, 'the root').length !== ROOT_BYTES) throw new NotANote('the root is not 32 bytes')
  return { checkpoint: { origin, size, root }, text, signatures: signaturesOf(note.slice(gap + 2)) }
}

function signaturesOf(tail: string): Signature[] {
  if (!tail.endsWith('\n')) throw new NotANote('the last line does not end')
  return tail
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const space = line.lastIndexOf(' ')
      if (!line.startsWith(DASH) || space < DASH.length) throw new NotANote('a line of another form')
      return { by: line.slice(DASH.length, space), bytes: unbase64(line.slice(space + 1), 'a signature') }
    })
}

/** The four bytes by which a signature names its key. */
async function keyId(name: string, key: Uint8Array): Promise<Uint8Array> {
  const named = Uint8Array.of(...utf8.encode(name), 0x0a, ED25519, ...key)
  return (await sha256(named)).subarray(0, ID_BYTES)
}

function unbase64(text: string, what: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64(text)
  } catch {
    throw new NotANote(`${what} is not base64`)
  }
}
