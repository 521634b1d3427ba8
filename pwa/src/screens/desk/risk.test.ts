import type { QueueRow, RecordDoc } from '@/wire/types.ts'
import { describe, expect, it } from 'vitest'
import { byRisk, obstacleTo } from './risk.ts'

function row(record: string, more: Partial<QueueRow>): QueueRow {
  return {
    record,
    crate: '210900113004205/1',
    goods: '石斛兰',
    stand: 'S05',
    country: 'TH',
    lead: 'wang.wei',
    recorder: 'zhao.min',
    result: 'release',
    ended_at: '2013-04-20T03:00:00Z',
    received_at: '2013-04-20T03:10:00Z',
    findings: 0,
    fails: 0,
    photos: 4,
    photos_missing: 0,
    objections: 0,
    amended: false,
    ...more,
  }
}

function record(more: Partial<RecordDoc>): RecordDoc {
  const body = { lead: 'wang.wei', recorder: 'zhao.min' }
  return { state: 'submitted', body, actor: 'wang.wei', photos_missing: 0, ...more } as RecordDoc
}

describe('the queue', () => {
  it('puts findings before fails, fails before objections, those before clean records', () => {
    const rows = [
      row('clean', {}),
      row('objection', { objections: 3 }),
      row('fail', { fails: 2 }),
      row('finding', { findings: 1 }),
    ]
    expect(byRisk(rows).map((one) => one.record)).toEqual(['finding', 'fail', 'objection', 'clean'])
  })

  it('puts the one that waited longest first among equals, whatever its zone', () => {
    const rows = [
      row('later', { received_at: '2013-04-20T05:00:00Z' }),
      row('earlier', { received_at: '2013-04-20T12:00:00+08:00' }),
    ]
    expect(byRisk(rows).map((one) => one.record)).toEqual(['earlier', 'later'])
  })
})

describe('what stands in the way of a review', () => {
  it('nothing, for somebody else and with every photo there', () => {
    expect(obstacleTo('accept', record({}), 'chen.hua')).toBeNull()
  })

  it('lead and recorder never review their own record, nor send it back', () => {
    for (const user of ['wang.wei', 'zhao.min']) {
      expect(obstacleTo('accept', record({}), user)).toEqual({ code: 'own_record' })
      expect(obstacleTo('return', record({}), user)).toEqual({ code: 'own_record' })
    }
  })

  it('a missing photo stops acceptance and not a return', () => {
    const waiting = record({ photos_missing: 2 })
    expect(obstacleTo('accept', waiting, 'chen.hua')).toEqual({ code: 'photos_missing', n: 2 })
    expect(obstacleTo('return', waiting, 'chen.hua')).toBeNull()
  })

  it('a record that is decided is not decided again', () => {
    expect(obstacleTo('return', record({ state: 'accepted' }), 'chen.hua')).toEqual({
      code: 'not_waiting',
    })
  })
})
