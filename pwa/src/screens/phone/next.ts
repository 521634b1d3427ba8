/** What a crate asks of the inspector who stands before it. */
import type { MessageKey } from '@/i18n/index.ts'
import type { Crate, RecordDoc } from '@/wire/types.ts'
import { isDue } from './due.ts'

export interface Next {
  /** What to do, in a sentence. */
  words: MessageKey
  /** What the main button does. */
  act: 'start' | 'resume' | 'amend' | null
  /** Whether inspecting is possible although it is not what is due. */
  anyway: boolean
}

const STANDING: Record<Crate['state'], MessageKey> = {
  declared: 'phone.crate.do.labelFirst',
  accepted: 'phone.crate.do.labelFirst',
  held: 'phone.crate.do.hold',
  labelled: 'phone.crate.do.inspect',
  port_released: 'phone.crate.do.inspect',
  in_transit: 'phone.crate.do.inspect',
  arrived: 'phone.crate.do.inspect',
  inspecting: 'phone.crate.waiting',
  laboratory: 'phone.crate.do.laboratory',
  treatment: 'phone.crate.do.treat',
  isolation: 'phone.crate.do.isolate',
  released: 'phone.crate.do.nothing',
  displayed: 'phone.crate.do.display',
  rejected: 'phone.crate.do.dispose',
  closed: 'phone.crate.do.nothing',
}

export function nextFor(crate: Crate, record: RecordDoc | null, hasDraft: boolean): Next {
  if (record?.state === 'returned') {
    return { words: 'phone.crate.returned', act: hasDraft ? 'resume' : 'amend', anyway: false }
  }
  if (hasDraft) return { words: 'phone.crate.do.inspect', act: 'resume', anyway: false }
  const words = STANDING[crate.state]
  const due = isDue(crate)
  if (due) return { words, act: 'start', anyway: false }
  const anyway = crate.state !== 'closed' && crate.state !== 'held'
  return { words, act: null, anyway }
}
