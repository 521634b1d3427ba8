/** Who this phone is, and what it got when it was enrolled. */
import type { Trust } from '../../wire/types.ts'

/** Who this phone is. */
export interface Me {
  dev: string
  user: string
  /** The phone's name as given at enrolment. */
  name: string
  /** Set while signed out: the data is there, and nothing of it is to be shown. */
  hidden: boolean
  /** The uncompressed point (65 bytes) of the office's root key, base64url. */
  root_key: string
  enrolled_at: string
}

export interface Enrolment {
  dev: string
  user: string
  name: string
  epoch: string
  root_key: string
  log_vkey: string
  trust: Trust
  privateKey: CryptoKey
  publicKey: CryptoKey
}
