/** What a camera wrote into a photo, as far as the record needs it. */
export interface PhotoInfo {
  /** SHA-256 of the file as it came from the camera, 64 hex digits. */
  sha256: string
  size: number
  type: string
  /** Local time by the camera's clock, RFC 3339, with zone where the camera wrote one. */
  taken_at: string | null
  latitude: number | null
  longitude: number | null
}
