/** The desk's comparison of an amendment with the record before it, as a supervisor reads it. */
import { expect, test } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { i18n } from '@/i18n/index.ts'
import type { Checklist, InspectionRecorded3, RecordDoc } from '@/wire/types.ts'
import AmendedFrom from './AmendedFrom.vue'

const item = { id: 'bulbs.soil_free', zh: '无土', en: 'No soil', critical: true, na: false, photo: false, once: null, shows: null, rule: null }
const checklists = [{ id: 'bulbs', version: 1, zh: '球根', en: 'Bulbs', items: [item] }] as unknown as Checklist[]
const plan = { lot_size: 200, confidence_bp: 9500, level_bp: 1000, required: 29, drawn: 30, seed: null, units: [] }
const said = {
  answers: [{ item: item.id, mark: 'pass', remark: null, photos: [], source: null, rule: null }],
  findings: [],
  sampling: plan,
  weather: { sky: '晴', temperature_c: 21.5, humidity_pct: null },
  result: 'release',
} as unknown as InspectionRecorded3

async function read(after: Partial<InspectionRecorded3>): Promise<string> {
  const record = (body: InspectionRecorded3): RecordDoc => ({ body, review_items: [] }) as unknown as RecordDoc
  const props = { before: record(said), now: record({ ...said, ...after }), checklists }
  const html = await renderToString(createSSRApp(AmendedFrom, props).use(i18n))
  return html.replace(/<!--.*?-->/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim()
}

test('nothing changed is said as such', async () => {
  expect(await read({})).toBe('与更正前的记录对照 答案、发现、抽样方案、天气和评定结果都没有改动。')
})

test('answers, sampling plan and weather stand beside what was said before', async () => {
  const answers = [{ ...said.answers[0], mark: 'fail', remark: '根部带土' }] as InspectionRecorded3['answers']
  const text = await read({ answers, sampling: { ...plan, drawn: 40 }, weather: null })
  expect(text).toBe(
    '与更正前的记录对照 无土 原： 合格 现： 不合格 · 根部带土' +
      ' 抽样方案有改动 原： 抽样：批量 200，应抽 29，实抽 30（置信度 95%，检出水平 10%）' +
      ' 现： 抽样：批量 200，应抽 29，实抽 40（置信度 95%，检出水平 10%）' +
      ' 天气有改动 原： 晴 · 21.5 ℃ 现： 未填',
  )
})
