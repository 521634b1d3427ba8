/** What an inspector meets before, and after, answering. */
import { describe, expect, test } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { i18n } from '@/i18n/index.ts'
import AnswerTriple from './AnswerTriple.vue'

function shown(modelValue: 'pass' | 'fail' | 'na' | null): Promise<string> {
  const props = { item: 'all.no_soil', question: '货物、包装及箱内无土壤', modelValue }
  return renderToString(createSSRApp(AnswerTriple, props).use(i18n))
}

const chosen = (html: string): string[] =>
  [...html.matchAll(/<button[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => tag.includes('aria-checked="true"'))
    .map((tag) => /data-testid="([^"]+)"/.exec(tag)?.[1] ?? '')

describe('the three answers', () => {
  test('none is preset', async () => {
    const html = await shown(null)
    expect(chosen(html)).toEqual([])
    expect(html.match(/aria-checked="false"/g)).toHaveLength(3)
  })

  test.each(['pass', 'fail', 'na'] as const)('only %s is shown as chosen', async (mark) => {
    expect(chosen(await shown(mark))).toEqual([`answer-all.no_soil-${mark}`])
  })

  test('each is said in words, and the question names the group', async () => {
    const html = await shown(null)
    for (const word of ['合格', '不合格', '不适用']) expect(html).toContain(`>${word}<`)
    expect(html).toContain('role="radiogroup" aria-label="货物、包装及箱内无土壤"')
  })
})
