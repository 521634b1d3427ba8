/**
 * What the desk can do with a lot, a sample, a treatment, an isolation, a referral or a form. The
 * server says where a rule speaks against it.
 */
import { FREE, step } from '@/rules/life.ts'
import * as desk from '@/sync/desk.ts'
import type {
  Certificate,
  CheckedValue,
  CrateRow,
  CrateState,
  Isolation,
  IsolationVisited2,
  Lot,
  Referral,
  Sample,
  Treatment,
  TreatmentChecked2,
} from '@/wire/types.ts'
import { orderFor } from './actsCrate.ts'
import { field, moment, opt, photos, reason, select, today, type ActSpec, type FieldSpec } from './actform.ts'

export function sendSample({ voucher }: Sample): ActSpec {
  return {
    name: 'send',
    fields: [field('laboratory', 'text'), field('tests', 'long'), field('due', 'date', opt), field('remark', 'text', opt)],
    act: 'sample.sent',
    body: (given) => ({
      voucher,
      laboratory: given.must('laboratory'),
      tests: given.lines('tests').map((item) => ({ item, method: null })),
      condition: given.text('remark'),
      due: given.text('due'),
    }),
  }
}

export function resultOf({ voucher, sending }: Sample): ActSpec {
  const tests = sending?.tests ?? []
  return {
    name: 'result',
    fields: [
      field('report', 'text'),
      field('reported', 'date', { value: today() }),
      ...tests.flatMap(({ item }, n) => [
        { ...select(`found.${String(n)}`, ['not_detected', 'detected', 'value'], 'found', 'process.field.found'), item },
        field(`organism.${String(n)}`, 'text', { ...opt, item }, 'process.field.organism'),
        field(`value.${String(n)}`, 'text', { ...opt, item }, 'process.field.value'),
      ]),
      select('conclusion', ['pass', 'fail'], 'conclusion'),
      field('analyst', 'text'),
      field('checker', 'text', opt),
      select('rest', ['returned', 'kept', 'used_up', 'destroyed'], 'rest'),
      field('fetchBy', 'date', opt),
      field('remark', 'long', opt),
    ],
    act: 'sample.resulted',
    body: (given) => ({
      voucher,
      report: given.must('report'),
      reported: given.must('reported'),
      results: tests.map(({ item, method }, n) => ({
        item,
        method,
        found: given.must(`found.${String(n)}`),
        value: given.text(`value.${String(n)}`),
        eppo: null,
        organism: given.text(`organism.${String(n)}`),
      })),
      conclusion: given.must('conclusion'),
      remark: given.text('remark'),
      analyst: given.must('analyst'),
      checker: given.text('checker'),
      rest: given.must('rest'),
      fetch_by: given.text('fetchBy'),
      photos: [],
    }),
  }
}

export function cancelSample({ voucher }: Sample): ActSpec {
  return {
    name: 'cancel',
    danger: true,
    fields: [reason],
    act: 'sample.cancelled',
    body: (given) => ({ voucher, reason: given.must('reason') }),
  }
}

export function completeTreatment({ order, body }: Treatment): ActSpec {
  const from = (name: 'firm' | 'agent' | 'dose' | 'exposure' | 'place'): Partial<FieldSpec> => ({
    value: body[name] ?? '',
  })
  return {
    name: 'complete',
    fields: [
      field('firm', 'text', from('firm')),
      field('place', 'text', from('place')),
      field('started', 'moment'),
      field('ended', 'moment'),
      field('agent', 'text', { ...opt, ...from('agent') }),
      field('dose', 'text', { ...opt, ...from('dose') }),
      field('exposure', 'text', { ...opt, ...from('exposure') }),
      field('total', 'text', opt),
      field('temperature', 'number', opt),
      field('humidity', 'number', opt),
      field('remark', 'long', opt),
      photos,
    ],
    act: 'treatment.completed',
    body: (given) => ({
      order,
      firm: given.must('firm'),
      operator: null,
      agent: given.text('agent'),
      dose: given.text('dose'),
      dilution: null,
      total: given.text('total'),
      exposure: given.text('exposure'),
      place: given.must('place'),
      started_at: moment(given.must('started')),
      ended_at: moment(given.must('ended')),
      temperature_c: given.number('temperature'),
      humidity_pct: given.number('humidity'),
      wind: null,
      report: null,
      remark: given.text('remark'),
      photos: given.lines('photos'),
    }),
  }
}

const WHATS = ['method', 'agent', 'dose', 'exposure', 'temperature'] as const satisfies readonly CheckedValue['what'][]
const SAID = ['agrees', 'differs', 'unseen'] as const satisfies readonly CheckedValue['said'][]

/** A place in words: a desk has no satellite. */
const inWords = (text: string): NonNullable<IsolationVisited2['place']> => ({ text, latitude: null, longitude: null, accuracy_m: null })

/** What was seen of one thing that was ordered; nothing is said of it unless somebody says so. */
function valueFields(what: CheckedValue['what']): FieldSpec[] {
  const unsaid = { value: '', label: 'follow.notSaid' } as const
  const options = [unsaid, ...SAID.map((value) => ({ value, label: `follow.said.${value}` as const }))]
  return [
    { name: `said.${what}`, kind: 'select', label: `follow.value.${what}`, options, optional: true, value: '' },
    { name: `seen.${what}`, kind: 'text', label: `process.seen.${what}`, when: { name: `said.${what}`, says: 'differs' } },
  ]
}

/** Of the run that was reported last by now: another one that comes between is not checked by this. */
export function checkTreatment({ order, runs }: Treatment): ActSpec {
  const run = runs.at(-1)
  return {
    name: 'check',
    fields: [
      ...WHATS.flatMap(valueFields),
      select('check', ['effective', 'repeat'], 'check'),
      field('place', 'text', { value: run?.body.place ?? '' }),
      field('remark', 'long', opt),
      photos,
    ],
    act: 'treatment.checked',
    body: (given): TreatmentChecked2 => ({
      order,
      result: given.must('check') as TreatmentChecked2['result'],
      remark: given.text('remark'),
      photos: given.lines('photos'),
      run: run?.act.entry ?? null,
      place: inWords(given.must('place')),
      values: WHATS.flatMap((what) => {
        const said = given.text(`said.${what}`) as CheckedValue['said'] | null
        return said ? [{ what, said, found: said === 'differs' ? given.text(`seen.${what}`) : null }] : []
      }),
      attachments: [],
    }),
  }
}

/** The traps and the number planted are those of the last visit; what hung in them is not. */
export function visitIsolation({ registration, body: assigned, visits }: Isolation): ActSpec {
  const last = visits.at(-1)?.body
  const traps = (last?.traps ?? []).map(({ trap }) => trap)
  const site = assigned.plot ? `${assigned.site} ${assigned.plot}` : assigned.site
  const reading = (trap: string, count: number | null): IsolationVisited2['traps'] =>
    count === null ? [] : [{ trap, eppo: null, organism: null, count }]
  return {
    name: 'visit',
    fields: [
      field('on', 'date', { value: today() }),
      field('place', 'text', { value: site }),
      select('plantState', ['good', 'symptoms', 'dying'], 'plantState'),
      field('plants', 'number', { ...opt, value: String(last?.planted ?? '') }),
      field('alive', 'number', opt),
      field('symptoms', 'long', opt),
      ...traps.map((item, n) => field(`trap.${String(n)}`, 'number', { ...opt, item }, 'process.field.trapRead')),
      field('trapName', 'text', opt),
      field('traps', 'number', opt),
      field('remark', 'long', opt),
      photos,
    ],
    act: 'isolation.visited',
    body: (given): IsolationVisited2 => ({
      registration,
      on: given.must('on'),
      state: given.must('plantState') as IsolationVisited2['state'],
      planted: given.number('plants'),
      alive: given.number('alive'),
      symptoms: given.text('symptoms'),
      traps: [
        ...traps.flatMap((trap, n) => reading(trap, given.number(`trap.${String(n)}`))),
        ...reading(given.text('trapName') ?? String(traps.length + 1), given.number('traps')),
      ],
      remark: given.text('remark'),
      photos: given.lines('photos'),
      place: inWords(given.must('place')),
      findings: [],
      attachments: [],
    }),
  }
}

export function endIsolation({ registration }: Isolation): ActSpec {
  return {
    name: 'end',
    fields: [select('outcome', ['release', 'treat', 'destroy'], 'outcome'), reason],
    act: 'isolation.ended',
    body: (given) => ({
      registration,
      outcome: given.must('outcome'),
      reason: given.must('reason'),
    }),
  }
}

export function freezeLot(lot: Lot, crate: string | null): ActSpec {
  return {
    name: 'freeze',
    danger: true,
    fields: [reason],
    act: 'lot.frozen',
    body: (given) => ({
      lot: lot.id,
      crate,
      reason: given.must('reason'),
      suspect: null,
      steps: [],
      photos: [],
    }),
  }
}

export function liftLot(lot: Lot): ActSpec {
  return {
    name: 'lift',
    fields: [reason],
    act: 'lot.lifted',
    body: (given) => ({ lot: lot.id, reason: given.must('reason') }),
  }
}

/** Those of some crates of one declaration that stand there. */
async function among(keys: readonly string[], state?: CrateState): Promise<CrateRow[]> {
  const declaration = keys[0]?.split('/')[0] ?? ''
  const { crates } = await desk.crates({ declaration, limit: 2000, ...(state ? { state } : {}) })
  return crates.filter(({ id }) => keys.includes(id))
}
const cratesOf = (lot: Lot, state?: CrateState): Promise<CrateRow[]> =>
  among(lot.crates.map((n) => `${lot.declaration}/${String(n)}`), state)

/** Each crate of a removal that was carried out is gone: an entry for every one of them. */
export function closeAll({ crates, body }: Treatment): ActSpec {
  return {
    name: 'closeAll',
    danger: true,
    fields: [field('document', 'text', opt), field('remark', 'long', opt)],
    act: 'crate.closed',
    body: async (given) => {
      const left = (await among(crates, 'rejected')).map(({ id }) => id)
      return (left.length ? left : crates.slice(0, 1)).map((crate) => ({
        crate,
        how: body.method === 'return' ? 'returned' : 'destroyed',
        document: given.text('document'),
        remark: given.text('remark'),
        photos: [],
      }))
    },
  }
}

/** Of every crate of a lot that is here and not done with: what is found in one concerns them all. */
export function orderLot(lot: Lot): ActSpec {
  const here = async (): Promise<string[]> => {
    const crates = await cratesOf(lot)
    return crates
      .filter(({ state }) => step('treatment.ordered.remove', state, FREE).objection === null)
      .map(({ id }) => id)
  }
  return orderFor('orderLot', here, lot.name, null)
}

/** Of the crates of a lot that have arrived and that nobody opened. */
export function decideLot(lot: Lot): ActSpec {
  const unopened = async (): Promise<string[]> =>
    (await cratesOf(lot, 'arrived')).map(({ id }) => id)
  return {
    name: 'decide',
    fields: [select('decision', ['release', 'open'], 'decision'), reason],
    act: 'lot.decided',
    body: async (given) => ({
      lot: lot.id,
      decision: given.must('decision'),
      crates: await unopened(),
      reason: given.must('reason'),
      plan: null,
    }),
  }
}

export function giveOpinion({ id }: Referral, expert: string, written: boolean): ActSpec {
  return {
    name: 'opine',
    fields: [
      select('formKind', written ? ['written', 'oral'] : ['oral'], 'formKind'),
      field('expert', 'text', { value: expert }),
      field('suspected', 'text', opt),
      select('status', ['identified', 'confirmed', 'to_identify', 'preliminary'], 'status'),
      field('opinion', 'long'),
    ],
    act: 'opinion.given',
    body: (given) => ({
      referral: id,
      form: given.must('formKind'),
      expert: given.must('expert'),
      eppo: null,
      organism: given.text('suspected'),
      status: given.must('status'),
      text: given.must('opinion'),
    }),
  }
}

export function voidForm({ number }: Certificate): ActSpec {
  return {
    name: 'void',
    danger: true,
    fields: [reason],
    act: 'certificate.voided',
    body: (given) => ({ number, reason: given.must('reason') }),
  }
}
