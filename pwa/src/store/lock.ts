/**
 * The signer's lock: a PIN of six digits, and a passkey of the phone's own where there is one.
 *
 * Guarantees: the PIN is nowhere kept, only what PBKDF2 makes of it; a wrong try is counted on disk
 * before it is looked at, so that no reload gives it back; after the third, waits grow. It works
 * with no network. It guards the press, not the key: see docs/signing.md. Losing it costs a new PIN.
 */
import { sameBytes } from '../wire/base64.ts'
import { assertion, type Passkey } from '../wire/passkey.ts'
import { instant } from '../wire/time.ts'
import type { Connection, Tx } from './connection.ts'
import { StoreError } from './errors.ts'
import { meta } from './identity.ts'
import type { Notices } from './notices.ts'

/** As kept. */
export interface Lock {
  user: string
  salt: Uint8Array<ArrayBuffer>
  rounds: number
  digest: Uint8Array<ArrayBuffer>
  passkey: Passkey | null
  /** Wrong tries since the last right one. */
  wrong: number
  /** No try before. */
  until: string | null
}

export interface LockState {
  pin: boolean
  passkey: boolean
  wrong: number
  until: string | null
}

/** How a signer showed that it is them. */
export type Shown = 'pin' | 'passkey'

export const PIN_DIGITS = 6
const ROUNDS = 600_000
const FREE_TRIES = 3
const WAITS_S = [30, 60, 300, 900, 3600] as const

/** Whether it is six digits, neither all the same nor counted up or down. */
export function isFit(pin: string): boolean {
  if (!/^\d{6}$/.test(pin)) return false
  const steps = new Set([...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i])))
  const [only] = steps
  return steps.size > 1 || only === undefined || Math.abs(only) > 1
}

/** How long to wait after so many wrong tries. */
export function waitAfter(wrong: number): number {
  if (wrong < FREE_TRIES) return 0
  return WAITS_S[Math.min(wrong - FREE_TRIES, WAITS_S.length - 1)] ?? 0
}

export class Locks {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  async state(): Promise<LockState> {
    const lock = await this.#db.read(['meta'], own)
    const { passkey = null, wrong = 0, until = null } = lock ?? {}
    return { pin: lock !== null, passkey: passkey !== null, wrong, until }
  }

  /** A new PIN in place of any before it, which the caller has asked for; a passkey stays. Throws StoreError `pin_unfit`. */
  async setPin(pin: string): Promise<void> {
    if (!isFit(pin)) throw new StoreError('pin_unfit', 'six digits, not in a row')
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const digest = await stretch(pin, salt, ROUNDS)
    await this.#db.write(['meta'], async (tx) => {
      const user = (await meta(tx, 'me'))?.user
      if (user === undefined) throw new StoreError('not_enrolled', 'this phone is nobody’s yet')
      const passkey = (await own(tx))?.passkey ?? null
      const lock = { user, salt, rounds: ROUNDS, digest, passkey, wrong: 0, until: null }
      await tx.objectStore('meta').put(lock, 'lock')
    })
    this.#notices.tell('me')
  }

  /** Whether it is the PIN. Throws StoreError `pin_wait` before the wait is over, `pin_unset`. */
  async checkPin(pin: string, now: Date = new Date()): Promise<boolean> {
    const lock = await this.#db.write(['meta'], async (tx) => {
      const found = await own(tx)
      if (!found) throw new StoreError('pin_unset', 'no PIN was set on this phone')
      if (found.until !== null && now < new Date(found.until)) {
        throw new StoreError('pin_wait', `no try before ${found.until}`)
      }
      const wrong = found.wrong + 1
      const wait_s = waitAfter(wrong)
      const until = wait_s ? instant(new Date(now.getTime() + wait_s * 1000)) : null
      await tx.objectStore('meta').put({ ...found, wrong, until }, 'lock')
      return found
    })
    const right = sameBytes(await stretch(pin, lock.salt, lock.rounds), lock.digest)
    if (right) await this.#forgive()
    this.#notices.tell('me')
    return right
  }

  async #forgive(): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const lock = await own(tx)
      if (lock) await tx.objectStore('meta').put({ ...lock, wrong: 0, until: null }, 'lock')
    })
  }

  /** Let a passkey do for the PIN; null takes it away. */
  async keepPasskey(passkey: Passkey | null): Promise<void> {
    await this.#db.write(['meta'], async (tx) => {
      const lock = await own(tx)
      if (!lock) throw new StoreError('pin_unset', 'a PIN comes first')
      await tx.objectStore('meta').put({ ...lock, passkey }, 'lock')
    })
    this.#notices.tell('me')
  }

  /** Ask the phone to recognise its owner. False where it did not, or there is no passkey. */
  async checkPasskey(): Promise<boolean> {
    const lock = await this.#db.read(['meta'], own)
    const right = lock?.passkey ? await assertion(lock.passkey) : false
    if (right) await this.#forgive()
    return right
  }
}

/** The lock of whose phone this is; another person's does not count. */
async function own(tx: Tx<IDBTransactionMode>): Promise<Lock | null> {
  const [me, lock] = [await meta(tx, 'me'), await meta(tx, 'lock')]
  return me && lock?.user === me.user ? lock : null
}

async function stretch(
  pin: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = new TextEncoder().encode(pin)
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))
}
