/** What the desk can begin with a crate. The server gives the numbers, and judges again. */
import { act, made } from '@/sync/process.ts'
import type { Crate, Person } from '@/wire/types.ts'
import { field, opt, reason, select, type ActSpec } from './actform.ts'

const METHODS = ['fumigation', 'heat', 'cold', 'spray', 'dip', 'washing', 'return', 'destruction']

export function drawSample(crate: Crate, people: readonly Person[], me: string): ActSpec {
  const others = people.filter(({ id, roles }) => id !== me && roles.includes('inspector'))
  return {
    name: 'draw',
    fields: [
      field('what', 'text', { value: crate.goods.name }),
      field('part', 'text', opt),
      field('quantity', 'number', { value: '1' }),
      field('unit', 'text', { value: crate.goods.unit }),
      field('place', 'text', { value: crate.stand }),
      field('how', 'text', opt),
      field('second', 'select', { options: others.map(({ id, name }) => ({ value: id, said: name })) }),
      field('owner', 'text', opt),
      field('seal', 'text', opt),
      field('storage', 'text', opt),
      field('bags', 'number', { value: '1' }),
    ],
    send: (given) =>
      made('samples', {
        crates: [crate.id],
        what: given.must('what'),
        part: given.text('part'),
        quantity: given.number('quantity'),
        unit: given.must('unit'),
        place: given.must('place'),
        how: given.text('how'),
        second: given.must('second'),
        owner: given.text('owner'),
        seal: given.text('seal'),
        storage: given.text('storage'),
        bags: given.number('bags'),
        record: crate.record,
        plan: null,
      }),
  }
}

export function orderTreatment(crate: Crate): ActSpec {
  return orderFor('order', () => Promise.resolve([crate.id]), crate.goods.name, crate.record)
}

/** A treatment of crates that are known once it is ordered. */
export function orderFor(
  name: 'order' | 'orderLot',
  crates: () => Promise<string[]>,
  object: string,
  record: string | null,
): ActSpec {
  return {
    name,
    fields: [
      select('method', METHODS, 'method'),
      select('scope', ['whole', 'part'], 'scope'),
      field('article', 'text', { value: '《进出境动植物检疫法》第十七条' }),
      reason,
      field('object', 'text', { value: object }),
      ...['agent', 'dose', 'exposure', 'firm', 'place'].map((name) => field(name, 'text', opt)),
      field('due', 'date', opt),
    ],
    send: async (given) =>
      made('treatments', {
        crates: await crates(),
        article: given.must('article'),
        reason: given.must('reason'),
        record,
        method: given.must('method'),
        scope: given.must('scope'),
        object: given.must('object'),
        agent: given.text('agent'),
        dose: given.text('dose'),
        exposure: given.text('exposure'),
        firm: given.text('firm'),
        place: given.text('place'),
        due: given.text('due'),
      }),
  }
}

export function assignIsolation(crate: Crate): ActSpec {
  return {
    name: 'assign',
    fields: [
      field('plant', 'text', { value: crate.goods.latin ?? crate.goods.name }),
      field('site', 'text', { value: crate.place }),
      field('plot', 'text', opt),
      select('life', ['perennial', 'annual'], 'life'),
      field('planted', 'date', opt),
      field('until', 'date'),
      field('watch', 'long', opt),
    ],
    send: (given) =>
      made('isolations', {
        crates: [crate.id],
        plant: given.must('plant'),
        site: given.must('site'),
        plot: given.text('plot'),
        area_m2: null,
        keeper: null,
        life: given.must('life'),
        planted: given.text('planted'),
        until: given.must('until'),
        watch_for: given.lines('watch'),
      }),
  }
}

export function referFinding(crate: Crate): ActSpec {
  return {
    name: 'refer',
    fields: [field('suspected', 'text', opt), field('question', 'long')],
    send: (given) =>
      act('finding.referred', {
        crate: crate.id,
        record: crate.record,
        finding: null,
        organism: given.text('suspected'),
        question: given.must('question'),
        photos: [],
      }),
  }
}

export function releaseCrate({ id }: Crate): ActSpec {
  return {
    name: 'release',
    fields: [reason],
    send: (given) => act('crate.released', { crate: id, reason: given.must('reason') }),
  }
}

export function displayCrate({ id, stand }: Crate): ActSpec {
  return {
    name: 'display',
    fields: [field('stand', 'text', { value: stand }), field('remark', 'long', opt)],
    send: (given) =>
      act('crate.displayed', {
        crate: id,
        stand: given.must('stand'),
        remark: given.text('remark'),
        photos: [],
      }),
  }
}

export function closeCrate({ id }: Crate): ActSpec {
  return {
    name: 'close',
    danger: true,
    fields: [
      select('how_closed', ['returned', 'bought', 'destroyed'], 'closed'),
      field('document', 'text', opt),
      field('remark', 'long', opt),
    ],
    send: (given) =>
      act('crate.closed', {
        crate: id,
        how: given.must('how_closed'),
        document: given.text('document'),
        remark: given.text('remark'),
        photos: [],
      }),
  }
}

export function issueForm(crates: readonly string[]): ActSpec {
  return {
    name: 'issue',
    fields: [select('form', ['21', '95'], 'form'), field('remark', 'long', opt)],
    send: (given) =>
      made('certificates', {
        form: given.must('form'),
        crates,
        order: null,
        remark: given.text('remark'),
      }),
  }
}
