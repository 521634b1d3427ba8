import type { CrateRow } from '@/wire/types.ts'
import { describe, expect, it } from 'vitest'
import { byDeclaration, mayBear, numberOf } from './pending.ts'

function row(id: string, outcome: CrateRow['outcome'] = 'label'): CrateRow {
  return {
    id,
    goods: '木雕',
    latin: null,
    exhibitor: '墨西哥木雕行会',
    country: 'MX',
    stand: 'W05',
    port: 'DAL',
    state: 'accepted',
    since: '2013-04-15T04:00:00Z',
    outcome,
    label: null,
    result: null,
    objections: 0,
  }
}

describe('crates that want a label', () => {
  it('are counted by declaration, in the order of the numbers', () => {
    const rows = ['210900113004209/2', '210900113004201/1', '210900113004209/10'].map((id) => row(id))
    expect(byDeclaration(rows).map(({ no, crates }) => [no, crates])).toEqual([
      ['210900113004201', 1],
      ['210900113004209', 2],
    ])
  })

  it('may bear one only where the release rule says so', () => {
    const outcomes = ['label', 'label_isolation', 'port_only', 'prohibited', null] as const
    const may = outcomes.map((outcome) => mayBear(row('210900113004201/1', outcome)))
    expect(may).toEqual([true, true, false, false, false])
  })

  it('have their number behind the stroke', () => {
    expect(numberOf('210900113004209/10')).toBe(10)
  })
})
