/**
 * The designated places of the expo, kept on the device so that a gate can be named with no network.
 * Losing them costs the choice until the device is in touch again.
 */
import { onMounted, shallowRef, type ShallowRef } from 'vue'
import { expo } from '@/sync/desk.ts'
import type { GatePlace } from '@/wire/types.ts'

const KEPT_AS = 'greenlane.places'

function kept(): GatePlace[] {
  try {
    return (JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as GatePlace[] | null) ?? []
  } catch {
    return []
  }
}

/** Those in hand at once, newer ones when the server answers. */
export function usePlaces(): ShallowRef<GatePlace[]> {
  const places = shallowRef(kept())
  onMounted(async () => {
    try {
      places.value = (await expo()).places.map(({ code, zh, en }) => ({ code, zh, en }))
      localStorage.setItem(KEPT_AS, JSON.stringify(places.value))
    } catch {
      // no signal: those in hand serve
    }
  })
  return places
}
