/** What can go wrong on the phone itself, as codes that the screens put into words. */
export type StoreErrorCode =
  /** No key here yet: enrol first. */
  | 'not_enrolled'
  /** This phone's data belongs to somebody else: enrol again to take it over. */
  | 'another_person'
  /** A record names a photo that is not on this phone. */
  | 'photo_missing'
  | 'too_many_photos'
  | 'entry_too_large'
  /** 存储不足 */
  | 'storage_full'
  | 'not_a_photo'
  | 'too_large'
  /** The browser cannot keep a key, or cannot sign with it (private browsing, an in-app browser). */
  | 'key_unusable'
  | 'wrong_epoch'
  /** The signer's PIN: none yet, too simple, or not before a wait is over. */
  | 'pin_unset'
  | 'pin_unfit'
  | 'pin_wait'
  /** A newer version of the app has been here: reload this page. */
  | 'app_outdated'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What browsers call by many names has one name for all screens. */
export function storeFailure(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error
  if (error.name === 'QuotaExceededError') {
    return new StoreError('storage_full', 'the phone has no room left', error)
  }
  if (error.name === 'VersionError') {
    return new StoreError('app_outdated', 'a newer version of the app keeps this data', error)
  }
  return error
}
