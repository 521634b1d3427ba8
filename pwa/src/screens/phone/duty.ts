/**
 * Whom to call: the duty list of the expo's settings, kept on the phone for when it has no signal
 * but a voice line. Losing it costs the numbers until the phone is in touch again.
 */
import { shallowRef, watch, type ShallowRef } from 'vue'
import { expo } from '@/sync/desk.ts'
import type { Crate, DutyContact } from '@/wire/types.ts'
import { t } from '@/i18n/index.ts'
import { useSync } from '../shared/core.ts'

const KEPT_AS = 'greenlane.duty'

const FRESH_MS = 3_600_000

interface Kept {
  at: number
  duty: DutyContact[]
}

function kept(): Kept {
  const none = { at: 0, duty: [] }
  try {
    return (JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as Kept | null) ?? none
  } catch {
    return none
  }
}

async function fetched(): Promise<DutyContact[]> {
  const { at, duty } = kept()
  if (Date.now() - at < FRESH_MS) return duty
  try {
    const now = await expo()
    localStorage.setItem(KEPT_AS, JSON.stringify({ at: Date.now(), duty: now.duty } satisfies Kept))
    return now.duty
  } catch {
    return duty // no signal: the list in hand serves
  }
}

/** The list in hand at once, a newer one when the phone is in touch. */
export function useDuty(): ShallowRef<DutyContact[]> {
  const list = shallowRef(kept().duty)
  const status = useSync()
  watch(
    () => status.value?.lastSuccess ?? null,
    async () => {
      list.value = await fetched()
    },
    { immediate: true },
  )
  return list
}

const digits = (phone: string): string => phone.replace(/[^\d+]/g, '')

export const callLink = (phone: string): string => `tel:${digits(phone)}`

/** Opens the phone's own message with the facts filled in; it goes out over the voice network. */
export function messageLink(phone: string, body: string): string {
  return `sms:${digits(phone)}?&body=${encodeURIComponent(body)}` // ?& is read by iPhones and others
}

/** What a message says: crate, organism, place. */
export function messageOf(crate: Crate, organism: string, place: string, by: string): string {
  const { id, n, total, goods, stand } = crate
  return t('live.sms', { crate: id, n: String(n), total, goods: goods.name, stand, organism, place, by })
}
