/**
 * Whom to call: the duty list of the expo's settings, kept on the phone for when it has no signal
 * but a voice line. Losing it costs the numbers until the phone is in touch again.
 */
import type { ShallowRef } from 'vue'
import { expo } from '@/sync/desk.ts'
import type { DutyContact } from '@/wire/types.ts'
import { useKept } from './keptlist.ts'

const duty = async (): Promise<DutyContact[]> => (await expo()).duty

/** The list in hand at once, a newer one when the phone is in touch. */
export const useDuty = (): ShallowRef<DutyContact[]> => useKept('greenlane.duty', [], duty)

const digits = (phone: string): string => phone.replace(/[^\d+]/g, '')

export const callLink = (phone: string): string => `tel:${digits(phone)}`

/** Opens the phone's own message with the facts filled in; it goes out over the voice network. */
export function messageLink(phone: string, body: string): string {
  return `sms:${digits(phone)}?&body=${encodeURIComponent(body)}` // ?& is read by iPhones and others
}
