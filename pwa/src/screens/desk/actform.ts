/** What an act of the desk is made of: its fields, and what they come to. */
import type { MessageKey } from '@/i18n/index.ts'

type NameOf<K> = K extends `process.act.${infer N}` ? N : never
export type ActName = NameOf<MessageKey>

export interface FieldSpec {
  name: string
  label: MessageKey
  /** What completes the label. */
  item?: string
  kind: 'text' | 'long' | 'number' | 'date' | 'moment' | 'select' | 'photos'
  options?: readonly { value: string; label?: MessageKey; said?: string }[]
  optional?: boolean
  value?: string
  /** Asked only while another field says this; then it is owed unless it is optional. */
  when?: { name: string; says: string }
  /** Acts that are done together differ in it: left empty, each keeps its own. */
  mixed?: boolean
}

export type Bodies = object | readonly object[]

export interface ActSpec {
  name: ActName
  danger?: boolean
  fields: readonly FieldSpec[]
  /** The kind of its entry, or for what gets a number the address. */
  act: string
  /** What is sent: several bodies are entered together, all or none. */
  body: (given: Given) => Bodies | Promise<Bodies>
}

/** What was filled in; an empty field is null. */
export interface Given {
  text: (name: string) => string | null
  must: (name: string) => string
  number: (name: string) => number | null
  lines: (name: string) => string[]
}

/** What stands in the fields, an empty one as what `fields` say by themselves. */
export function givenOf(values: Readonly<Record<string, string>>, fields: readonly FieldSpec[]): Given {
  const own = new Map(fields.map(({ name, value }) => [name, value]))
  const text = (name: string): string | null => (values[name] ?? '').trim() || (own.get(name) ?? '').trim() || null
  return {
    text,
    must: (name) => text(name) ?? '',
    number: (name) => {
      const written = text(name)
      return written === null ? null : Number(written)
    },
    lines: (name) =>
      (text(name) ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
  }
}

/** Whether a field is asked for, by what stands in the others. */
export const isAsked = ({ when }: FieldSpec, values: Readonly<Record<string, string>>): boolean =>
  when === undefined || values[when.name] === when.says

/** What is wrong with what stands in a field. */
export function wrongWith(field: FieldSpec, values: Readonly<Record<string, string>>): MessageKey | null {
  const { name, kind, optional } = field
  if (!isAsked(field, values)) return null
  const text = (values[name] ?? '').trim()
  if (!text) return optional ? null : 'process.owed'
  return kind === 'number' && !Number.isFinite(Number(text)) ? 'process.badNumber' : null
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
/** Photos and clips, as hashes on lines of their own. */
export const photos = field('photos', 'photos', opt)

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
