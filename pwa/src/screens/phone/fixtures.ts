/** For tests: a crate of tulips and what it is asked. */
import type { Checklist, ChecklistItem, Crate } from '@/wire/types.ts'

const item = (id: string, critical: boolean, na: boolean): ChecklistItem => ({
  id,
  zh: id,
  en: id,
  critical,
  na,
  photo: false,
  once: null,
})

export const checklists: Checklist[] = [
  {
    id: 'all',
    version: 1,
    classes: ['bulbs'],
    zh: '通用检查',
    en: 'All crates',
    items: [item('all.label_intact', true, false), item('all.seal_matches', true, true)],
  },
  {
    id: 'bulbs',
    version: 2,
    classes: ['bulbs'],
    zh: '种球',
    en: 'Bulbs',
    items: [item('bulbs.soil_free', true, false), item('bulbs.variety_label', false, false)],
  },
]

export function aCrate(n: number, more: Partial<Crate> = {}): Crate {
  return {
    id: `210900113004200/${String(n)}`,
    declaration: '210900113004200',
    n,
    total: 60,
    goods: {
      class: 'bulbs',
      name: '郁金香种球',
      latin: 'Tulipa gesneriana',
      hs: '060110',
      origin: 'NL',
      unit: '粒',
      package: '纸箱',
      wood: null,
      ippc: null,
      medium: '泥炭',
      use: '11',
      phytosanitary: 'NL-2013-004417',
      permit: '(2013)JZ-0012',
      cites: null,
      cites_certificate: null,
    },
    marks: `JZEXPO13/NL/${String(n)}-60`,
    quantity: 200,
    gross_kg: 19.9,
    net_kg: 16.9,
    exhibitor: '荷兰球根花卉合作社',
    exhibitor_original: null,
    country: 'NL',
    stand: 'N01',
    port: 'DAL',
    arrival: '2013-03-18',
    place: '锦州世园会园区隔离圃',
    intent: 'buy',
    state: 'labelled',
    since: '2013-03-19T08:00:00+08:00',
    outcome: 'label_isolation',
    reasons: [],
    label: null,
    former_labels: [],
    handover: null,
    arrived: null,
    record: null,
    result: null,
    standing: {
      frozen: null,
      samples_waiting: 0,
      samples_failed: 0,
      treatments_open: 0,
      isolation: 'due',
    },
    closed: null,
    objections: 0,
    ...more,
  }
}
