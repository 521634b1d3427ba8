/** 消息提醒 on this phone: off until somebody turns it on, and off for good once they turn it off. */
import { onMounted, ref } from 'vue'
import { pushKey, subscribe, unsubscribe } from '@/sync/desk.ts'
import { fromBase64url, toBase64url } from '@/wire/base64url.ts'

export type Notifying = 'looking' | 'unsupported' | 'denied' | 'off' | 'on'

export function useNotifying() {
  const state = ref<Notifying>('looking')
  /** The browser's own service did not answer. */
  const noService = ref(false)

  async function look(): Promise<void> {
    const isAble = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
    if (!isAble) state.value = 'unsupported'
    else if (Notification.permission === 'denied') state.value = 'denied'
    else state.value = (await subscription()) ? 'on' : 'off'
  }

  async function turnOn(): Promise<void> {
    noService.value = false
    if ((await Notification.requestPermission()) !== 'granted') {
      await look()
      return
    }
    const key = new Uint8Array(fromBase64url(await pushKey()))
    const { pushManager } = await navigator.serviceWorker.ready
    const made = await pushManager
      .subscribe({ userVisibleOnly: true, applicationServerKey: key })
      .catch(() => null)
    if (made) await subscribe(told(made))
    noService.value = made === null
    await look()
  }

  async function turnOff(): Promise<void> {
    await unsubscribe()
    await (await subscription())?.unsubscribe()
    await look()
  }

  onMounted(look)
  return { state, noService, turnOn, turnOff }
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

function told(made: PushSubscription) {
  const key = (name: PushEncryptionKeyName): string => toBase64url(new Uint8Array(made.getKey(name) ?? []))
  return { endpoint: made.endpoint, p256dh: key('p256dh'), auth: key('auth') }
}
