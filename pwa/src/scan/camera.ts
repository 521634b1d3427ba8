/** The camera itself: opening it, its lenses and its torch. */
import type { Lens, ScanState } from './types.ts'

/** What browsers know of a camera beyond TypeScript's list. */
interface CameraAbilities extends MediaTrackCapabilities {
  torch?: boolean
  focusMode?: string[]
}

const REAR = /back|rear|environment|后|背/i

/** The rear camera, or the given lens. Rejects as getUserMedia does. */
export async function openCamera(lens: string | null): Promise<MediaStream> {
  const which = lens === null ? { facingMode: { ideal: 'environment' } } : { deviceId: { exact: lens } }
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { ...which, width: { ideal: 1920 }, height: { ideal: 1080 } },
  })
  const track = trackOf(stream)
  const { focusMode } = abilities(track)
  if (focusMode?.includes('continuous') === true) {
    // a wish only: a camera that refuses keeps the focus it has
    await constrain(track, { focusMode: 'continuous' }).catch(() => undefined)
  }
  return stream
}

/** Whether there is a camera to ask for at all: never on a page that is not secure. */
export function hasCamera(): boolean {
  return (navigator as Partial<Pick<Navigator, 'mediaDevices'>>).mediaDevices !== undefined
}

/** What a failure to open it means for people. */
export function stateOf(error: unknown): ScanState {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return 'failed'
}

export function trackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getVideoTracks()
  if (!track) throw new DOMException('a camera without a picture', 'NotFoundError')
  return track
}

export function hasTorch(track: MediaStreamTrack): boolean {
  return abilities(track).torch === true
}

/** Whether it is lit afterwards. */
export async function lightTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  if (!hasTorch(track)) return false
  try {
    await constrain(track, { torch: on })
    return on
  } catch {
    return false // some phones refuse while the battery is low
  }
}

/** The rear lenses, the current one first; all cameras where none is named as a rear one. */
export async function listLenses(current: MediaStreamTrack): Promise<Lens[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const cameras = devices.filter((device) => device.kind === 'videoinput' && device.deviceId !== '')
  const rear = cameras.filter((device) => REAR.test(device.label))
  const id = current.getSettings().deviceId
  return (rear.length > 0 ? rear : cameras)
    .map((device) => ({ id: device.deviceId, label: device.label }))
    .sort((a, b) => Number(b.id === id) - Number(a.id === id))
}

function abilities(track: MediaStreamTrack): CameraAbilities {
  // missing in older Firefox
  return (track as Partial<Pick<MediaStreamTrack, 'getCapabilities'>>).getCapabilities?.call(track) ?? {}
}

function constrain(track: MediaStreamTrack, wish: { torch?: boolean; focusMode?: string }): Promise<void> {
  return track.applyConstraints({ advanced: [wish as MediaTrackConstraintSet] })
}
