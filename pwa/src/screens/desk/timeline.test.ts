import { i18n } from '@/i18n/index.ts'
import type { TimelineEntry } from '@/wire/types.ts'
import { renderToString } from 'vue/server-renderer'
import { createSSRApp } from 'vue'
import { describe, expect, it } from 'vitest'
import Timeline from './Timeline.vue'

function entry(pos: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    pos,
    id: `01a0b1c2-0000-7000-8000-00000000000${String(pos)}`,
    kind: 'inspection.recorded',
    at: '2013-05-10T14:05:00+08:00',
    received_at: '2013-05-10T06:06:00Z',
    actor: 'wang',
    actor_name: '王芳',
    dev: 'd'.repeat(43),
    device_name: '王芳的手机',
    answer: 'stored',
    code: null,
    objections: [],
    summary: { zh: `第 ${String(pos)} 条`, en: `Entry ${String(pos)}` },
    made_after: null,
    made_before: null,
    seen_ok: true,
    personal: 0,
    ...more,
  }
}

async function shown(entries: TimelineEntry[], records: string[] = []): Promise<string> {
  const app = createSSRApp(Timeline, { entries, records, wording: new Map() })
  return renderToString(app.use(i18n))
}

describe('the history of a crate', () => {
  it('says who, on which device, newest first', async () => {
    const html = await shown([entry(1), entry(2)])
    expect(html).toContain('王芳 · 王芳的手机')
    expect(html.indexOf('第 2 条')).toBeLessThan(html.indexOf('第 1 条'))
  })

  it('flags a device time more than five minutes off, and no other', async () => {
    const late = entry(1, { received_at: '2013-05-10T06:34:00Z' })
    expect(await shown([late])).toContain('终端时间比收到早 29 分钟')
    const fast = entry(1, { received_at: '2013-05-10T05:55:00Z' })
    expect(await shown([fast])).toContain('终端时间比收到晚 10 分钟')
    expect(await shown([entry(1)])).not.toContain('终端时间')
  })

  it('says every objection, and what is quarantined', async () => {
    const html = await shown([
      entry(1, {
        objections: [
          { code: 'no_label_in_force', detail: '' },
          { code: 'label_void', detail: 'DAL13-000031-7' },
        ],
      }),
      entry(2, { answer: 'quarantined', code: 'revoked_device' }),
    ])
    expect(html).toContain('疑点：查验时该箱没有有效标识')
    expect(html).toContain('疑点：所扫标识 DAL13-000031-7 已作废')
    expect(html).toContain('已隔离，待核')
  })

  it('opens records, and only records', async () => {
    const record = entry(1)
    const html = await shown([record, entry(2, { kind: 'crate.arrived' })], [record.id])
    expect(html.match(/<button/g)).toHaveLength(1)
  })
})
