/** A photo as a strip shows it. */
export interface StripPhoto {
  sha256: string
  /** Where its small picture is; empty while it is not at hand. */
  url: string
  state: 'saving' | 'kept' | 'failed'
  /** Said of it, small. */
  note?: string
}
