import { describe, expect, it } from 'vitest'
import { filterOf, PAGE_SIZE, queryOf, refine } from './filters.ts'

describe('a link to a filtered list', () => {
  it('comes back as the same link', () => {
    const query = { q: '郁金香', state: 'held', port: 'DAL', country: 'NL', label: 'no', page: '3' }
    expect(queryOf(filterOf(query))).toEqual(query)
  })

  it('drops what no filter knows instead of failing', () => {
    const filter = filterOf({ state: 'eaten', port: 'dalian', country: 'N', label: 'x', page: '-1' })
    expect(queryOf(filter)).toEqual({})
    expect(filter.offset).toBe(0)
  })

  it('counts its offset in whole pages', () => {
    expect(filterOf({ page: '4' }).offset).toBe(3 * PAGE_SIZE)
  })

  it('goes back to the first page when refined', () => {
    const refined = refine(filterOf({ page: '4', state: 'held' }), { port: 'TXG' })
    expect(queryOf(refined)).toEqual({ state: 'held', port: 'TXG' })
  })

  it('takes the first of a value given twice', () => {
    expect(filterOf({ state: ['held', 'closed'] }).state).toBe('held')
  })
})
