/**
 * Whoever signs shows first that it is them: by PIN, set at the first signature, or by passkey.
 *
 * Guarantee: `byPin` and `byPasskey` are true only where the lock on this phone agreed just now.
 */
import { computed, ref } from 'vue'
import { clock } from '@/i18n/format.ts'
import { t } from '@/i18n/index.ts'
import { isFit } from '@/store/lock.ts'
import { core, useLive } from '../shared/core.ts'

export function useSigner() {
  const lock = useLive(['me'], (store) => store.lock.state())
  const pin = ref('')
  const again = ref('')
  const problem = ref('')
  /** Set to choose a new PIN in place of one that was shown. */
  const choosing = ref(false)
  const fresh = computed(() => choosing.value || lock.value?.pin === false)
  const ready = computed(() => pin.value.length === 6 && (!fresh.value || again.value.length === 6))

  function clear(): void {
    pin.value = ''
    again.value = ''
    problem.value = ''
    choosing.value = false
  }

  async function byPin(): Promise<boolean> {
    const { store } = await core()
    const right = await (fresh.value ? choose() : check())
    if (right) clear()
    else pin.value = ''
    again.value = ''
    lock.value = await store.lock.state()
    return right
  }

  async function choose(): Promise<boolean> {
    if (!isFit(pin.value)) problem.value = t('sign.pin.unfit')
    else if (pin.value !== again.value) problem.value = t('sign.pin.differs')
    else {
      await (await core()).store.lock.setPin(pin.value)
      return true
    }
    return false
  }

  async function check(): Promise<boolean> {
    const { store } = await core()
    const before = await store.lock.state()
    if (!isOver(before.until)) return refused(before.wrong, before.until)
    if (await store.lock.checkPin(pin.value)) return true
    const after = await store.lock.state()
    return refused(after.wrong, after.until)
  }

  function refused(n: number, until: string | null): false {
    problem.value = until ? t('sign.pin.wait', { n, when: clock(lateMinute(until)) }) : t('sign.pin.wrong', { n })
    return false
  }

  async function byPasskey(): Promise<boolean> {
    const right = await (await core()).store.lock.checkPasskey()
    problem.value = right ? '' : t('sign.passkey.failed')
    return right
  }

  return { lock, pin, again, problem, fresh, choosing, ready, clear, byPin, byPasskey }
}

export type Signer = ReturnType<typeof useSigner>

function isOver(until: string | null): boolean {
  return until === null || new Date() >= new Date(until)
}

/** The first full minute at which a try counts. */
function lateMinute(until: string): Date {
  const MINUTE_MS = 60_000
  return new Date(Math.ceil(new Date(until).getTime() / MINUTE_MS) * MINUTE_MS)
}
