/** What the desk can begin with a crate. The server gives the numbers, and judges again. */
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
    act: 'samples',
    body: (given) => ({
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

/** One order for these crates; `goods` names what is treated. */
export function orderTreatment(crates: readonly string[], goods: string, record: string | null): ActSpec {
  return orderFor('order', () => Promise.resolve(crates), goods, record)
}

/** A treatment of crates that are known once it is ordered. */
export function orderFor(
  name: 'order' | 'orderLot',
  crates: () => Promise<readonly string[]>,
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
    act: 'treatments',
    body: async (given) => ({
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

/** One registration for these crates, of one plant and place. */
export function assignIsolation(crates: readonly string[], plant: string, site: string): ActSpec {
  return {
    name: 'assign',
    fields: [
      field('plant', 'text', { value: plant }),
      field('site', 'text', { value: site }),
      field('plot', 'text', opt),
      select('life', ['perennial', 'annual'], 'life'),
      field('planted', 'date', opt),
      field('until', 'date'),
      field('watch', 'long', opt),
    ],
    act: 'isolations',
    body: (given) => ({
      crates,
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
    act: 'finding.referred',
    body: (given) => ({
      crate: crate.id,
      record: crate.record,
      finding: null,
      organism: given.text('suspected'),
      question: given.must('question'),
      photos: [],
    }),
  }
}

export function releaseCrate({ id }: Pick<Crate, 'id'>): ActSpec {
  return {
    name: 'release',
    fields: [reason],
    act: 'crate.released',
    body: (given) => ({ crate: id, reason: given.must('reason') }),
  }
}

export function displayCrate({ id, stand }: Pick<Crate, 'id' | 'stand'>): ActSpec {
  return {
    name: 'display',
    fields: [field('stand', 'text', { value: stand }), field('remark', 'long', opt)],
    act: 'crate.displayed',
    body: (given) => ({
      crate: id,
      stand: given.must('stand'),
      remark: given.text('remark'),
      photos: [],
    }),
  }
}

export function closeCrate({ id }: Pick<Crate, 'id'>): ActSpec {
  return {
    name: 'close',
    danger: true,
    fields: [
      select('how_closed', ['returned', 'bought', 'destroyed'], 'closed'),
      field('document', 'text', opt),
      field('remark', 'long', opt),
    ],
    act: 'crate.closed',
    body: (given) => ({
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
    act: 'certificates',
    body: (given) => ({
      form: given.must('form'),
      crates,
      order: null,
      remark: given.text('remark'),
    }),
  }
}
