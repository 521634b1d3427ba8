/**
 * Makes this browser a phone of the office.
 *
 * Guarantees: the key is made here and never leaves; that it can be kept and used is tried before
 * the server is asked; what the server gives is believed only if its root key is the one whose hash
 * stood in the QR code at the desk. Until all that holds nothing of the old state is touched.
 */
import { openTrust, TrustRefused } from '../labels/trust.ts'
import type { Store } from '../store/types.ts'
import { fromBase64url, sha256, toBase64url } from '../wire/base64url.ts'
import { type DeviceKey, deviceKeyOf, type KeyPair, makeDeviceKey } from '../wire/keys.ts'
import { NotANote, openVkey } from '../wire/notes.ts'
import { sealEnrolment } from '../wire/seal.ts'
import type { Enrolled, EnrolmentClaim } from '../wire/types.ts'
import { ApiError, call } from './client.ts'
import { pull } from './pull.ts'

/** What the QR code at the desk says. */
export interface Invitation {
  /** Where it is valid, or null where only the code was given. */
  host: string | null
  code: string
  rootHash: string
}

export type EnrolStep = 'key' | 'server' | 'pull' | 'done'

/** What the server says of a key that it knows. */
const ENROLLED_BEFORE: readonly string[] = ['device_known', 'device_revoked']

// http only works on the very computer that serves; what is trusted is the hash, not the address
const URL_OF_INVITATION = /^https?:\/\/([^/?#]+)\/enrol#(.+)$/
const SECRET = /^([A-Za-z0-9-]{8,64})\.([A-Za-z0-9_-]{43})$/

/** Reads `https://HOST/enrol#CODE.ROOTHASH`, `#CODE.ROOTHASH` or `CODE.ROOTHASH`; null otherwise. */
export function parseInvitation(text: string): Invitation | null {
  const trimmed = text.trim()
  const url = URL_OF_INVITATION.exec(trimmed)
  const secret = SECRET.exec(url?.[2] ?? trimmed.replace(/^#/, ''))
  if (!secret) return null
  return { host: url?.[1] ?? null, code: secret[1] ?? '', rootHash: secret[2] ?? '' }
}

/**
 * Enrols this phone under `name`, with a key of its own: what an old key signed stays that key's,
 * and a revoked one stays revoked. Only a key that the server does not know any more (it was
 * restored from before this phone's enrolment) is enrolled again, so that what it signed can still
 * be delivered. Throws StoreError `key_unusable`, or ApiError: the server's own
 * (`enrolment_refused`), or `root_mismatch`, `answer_mismatch`, `trust_refused`. A first pull that
 * fails does not undo the enrolment.
 */
export async function enrol(
  store: Store,
  { code, rootHash }: Pick<Invitation, 'code' | 'rootHash'>,
  name: string,
  onStep: (step: EnrolStep) => void = () => undefined,
): Promise<void> {
  onStep('key')
  const fresh = await makeDeviceKey()
  await store.inner.tryKey(fresh.privateKey, fresh.publicKey)
  onStep('server')
  const [key, given] = await claim(await store.inner.forgottenKey(), fresh, { code, name })
  const version = await believed(given, key.dev, rootHash)
  const { dev, user, epoch, root_key, log_vkey, trust_list } = given
  await store.inner.enrol({
    ...{ dev, user, name, epoch, root_key, log_vkey, trust: { version, token: trust_list } },
    ...{ privateKey: key.privateKey, publicKey: key.publicKey },
  })
  onStep('pull')
  await pull(store).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error // the next round of sync pulls what is missing
  })
  onStep('done')
}

/** Claims the code with the forgotten key, if there is one and the server takes it, else a new one. */
async function claim(
  forgotten: KeyPair | null,
  fresh: DeviceKey,
  claimed: EnrolmentClaim,
): Promise<[DeviceKey, Enrolled]> {
  const ask = async (key: DeviceKey): Promise<[DeviceKey, Enrolled]> => {
    const jws = await sealEnrolment(key.privateKey, key.jwk, claimed)
    return [key, await call<Enrolled>('/api/enrolments', { method: 'POST', json: { jws } })]
  }
  if (!forgotten) return ask(fresh)
  try {
    return await ask(await deviceKeyOf(forgotten))
  } catch (error) {
    if (!(error instanceof ApiError) || !ENROLLED_BEFORE.includes(error.code)) throw error
    return ask(fresh) // the code was not used up by that
  }
}

/** Checks the answer against the QR code; returns the version of its trust list. */
async function believed(given: Enrolled, dev: string, rootHash: string): Promise<number> {
  if (given.dev !== dev) throw mismatch('answer_mismatch')
  const root = pointOf(given.root_key)
  if (root === null || toBase64url(await sha256(root)) !== rootHash) throw mismatch('root_mismatch')
  try {
    await openVkey(given.log_vkey)
    return (await openTrust(given.trust_list, root)).version
  } catch (error) {
    if (error instanceof TrustRefused) throw mismatch('trust_refused')
    if (error instanceof NotANote) throw mismatch('answer_mismatch')
    throw error
  }
}

function pointOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const point = fromBase64url(text)
    return point.length === 65 ? point : null
  } catch {
    return null
  }
}

function mismatch(code: 'root_mismatch' | 'answer_mismatch' | 'trust_refused'): ApiError {
  return new ApiError(
    0,
    code,
    '服务器与前台二维码不符，未登记。 The server is not the one of the QR code; nothing was enrolled.',
    '请确认网络后，到前台重新扫码；仍不行请联系管理员。 ' +
      'Check the network, then scan a new code at the desk; if it stays, call the administrator.',
  )
}
