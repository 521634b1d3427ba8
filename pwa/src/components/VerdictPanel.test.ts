/** The verdict is legible without colour: a word and a shape of its own for each tone. */
import { expect, test } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { i18n } from '@/i18n/index.ts'
import { verdictTone } from './tones.ts'
import VerdictPanel from './VerdictPanel.vue'

const shown = (verdict: keyof typeof verdictTone, also: (keyof typeof verdictTone)[] = []) =>
  renderToString(createSSRApp(VerdictPanel, { verdict, also }).use(i18n))

const shape = (html: string): string => /<svg[\s\S]*?<\/svg>/.exec(html)?.[0].replace(/class="[^"]*"/g, '') ?? ''

test('each tone has another shape', async () => {
  const shapes = new Map<string, string>()
  for (const [verdict, tone] of Object.entries(verdictTone)) {
    shapes.set(tone, shape(await shown(verdict as keyof typeof verdictTone)))
  }
  expect(shapes.size).toBe(5)
  expect(new Set(shapes.values()).size).toBe(5)
})

test('what also holds is said below', async () => {
  const html = await shown('expired', ['not_listed'])
  expect(html.indexOf('超过有效期')).toBeLessThan(html.indexOf('清单未列'))
  expect(html).toContain('data-verdict="expired"')
})
