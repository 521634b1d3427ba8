/** Where the phone is, if it knows and may say. Never asked for twice in a row after a refusal. */
import { ref } from 'vue'

export interface Position {
  latitude: number
  longitude: number
  accuracy_m: number
}

const WAIT_MS = 10_000
const FRESH_MS = 120_000

/** It may not say: nobody is asked again before the page is loaded anew. */
export const refused = ref(false)

/** Null where it is unknown, not allowed, or takes too long. Resolves, never rejects. */
export function locate(): Promise<Position | null> {
  if (refused.value || !('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracy_m: Math.round(coords.accuracy),
        })
      },
      (error) => {
        refused.value = error.code === error.PERMISSION_DENIED
        resolve(null)
      },
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS },
    )
  })
}
