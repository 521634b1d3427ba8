/** What an act of the desk is made of: its fields, and what they come to. */
import type { MessageKey } from '@/i18n/index.ts'

type NameOf<K> = K extends `process.act.${infer N}` ? N : never
export type ActName = NameOf<MessageKey>

export interface FieldSpec {
  name: string
  label: MessageKey
  /** What completes the label. */
  item?: string
  kind: 'text' | 'long' | 'number' | 'date' | 'moment' | 'select'
  options?: readonly { value: string; label?: MessageKey; said?: string }[]
  optional?: boolean
  value?: string
}

export interface ActSpec {
  name: ActName
  danger?: boolean
  fields: readonly FieldSpec[]
  send: (given: Given) => Promise<unknown>
}

/** What was filled in; an empty field is null. */
export interface Given {
  text: (name: string) => string | null
  must: (name: string) => string
  number: (name: string) => number | null
  lines: (name: string) => string[]
}


type Kind = FieldSpec['kind']
type Label = Extract<MessageKey, `process.field.${string}`>

export function field(name: string, kind: Kind, more: Partial<FieldSpec> = {}, label?: Label): FieldSpec {
  return { name, kind, label: label ?? (`process.field.${name}` as Label), ...more }
}

export const opt = { optional: true } as const
export const select = (name: string, values: readonly string[], words: string, label?: Label): FieldSpec =>
  field(
    name,
    'select',
    { options: values.map((value) => ({ value, label: `process.${words}.${value}` as MessageKey })), value: values[0] },
    label,
  )
export const reason = field('reason', 'long')

/** Today on this computer's clock, as a day. */
export function today(): string {
  const now = new Date()
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** What a date-and-time field holds, with this computer's zone. */
export function moment(local: string): string {
  const offset = -new Date(local).getTimezoneOffset()
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${local}:00${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`
}
