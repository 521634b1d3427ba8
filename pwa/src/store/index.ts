/** What the phone keeps. Everything else of this folder is inside. */
export { StoreError, type StoreErrorCode } from './errors.ts'
export { openStore, type OpenOptions } from './open.ts'
export type * from './types.ts'
