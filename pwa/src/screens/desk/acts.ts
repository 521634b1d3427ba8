/**
 * What the desk can do with a lot, a sample, a treatment, an isolation, a referral or a form. The
 * server says where a rule speaks against it.
 */
import { FREE, step } from '@/rules/life.ts'
import * as desk from '@/sync/desk.ts'
import type { Certificate, CrateRow, CrateState, Isolation, Lot, Referral, Sample, Treatment } from '@/wire/types.ts'
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

export function checkTreatment({ order }: Treatment): ActSpec {
  return {
    name: 'check',
    fields: [select('check', ['effective', 'repeat'], 'check'), field('remark', 'long', opt), photos],
    act: 'treatment.checked',
    body: (given) => ({
      order,
      result: given.must('check'),
      remark: given.text('remark'),
      photos: given.lines('photos'),
    }),
  }
}

export function visitIsolation({ registration }: Isolation): ActSpec {
  return {
    name: 'visit',
    fields: [
      field('on', 'date', { value: today() }),
      select('plantState', ['good', 'symptoms', 'dying'], 'plantState'),
      field('alive', 'number', opt),
      field('symptoms', 'long', opt),
      field('traps', 'number', opt),
      field('remark', 'long', opt),
      photos,
    ],
    act: 'isolation.visited',
    body: (given) => {
      const caught = given.number('traps')
      return {
        registration,
        on: given.must('on'),
        state: given.must('plantState'),
        planted: null,
        alive: given.number('alive'),
        symptoms: given.text('symptoms'),
        traps: caught === null ? [] : [{ trap: '1', eppo: null, organism: null, count: caught }],
        remark: given.text('remark'),
        photos: given.lines('photos'),
      }
    },
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
