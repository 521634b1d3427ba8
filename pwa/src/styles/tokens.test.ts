/**
 * The colours as they are in tokens.css: each contrast said in a comment is measured, and each text
 * is legible on everything it stands on, in every theme. And no screen needs a pointer that hovers.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const src = fileURLToPath(new URL('..', import.meta.url))
const css = readFileSync(`${src}/styles/tokens.css`, 'utf8')

type Theme = Record<string, string>

function declared(selector: string): { colours: Theme; said: Theme } {
  const body = css.split(`${selector} {`)[1]?.split('\n}')[0] ?? ''
  const found = [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});(?: \/\*[a-z; ]*:? ([\d.]+)\D)?/g)]
  return {
    colours: Object.fromEntries(found.map(([, name = '', colour = '']) => [name, colour])),
    said: Object.fromEntries(found.flatMap(([, name = '', , said]) => (said ? [[name, said]] : []))),
  }
}

const light = declared(':root')
const dark = declared(":root[data-theme='dark']")
const outdoors = declared(":root[data-theme='outdoors']")
const themes: Record<string, Theme> = {
  light: light.colours,
  dark: { ...light.colours, ...dark.colours },
  outdoors: { ...light.colours, ...outdoors.colours },
}

/** Relative luminance, WCAG 2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one = '', other = ''): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe('the contrasts in the comments', () => {
  test.each([
    ['light', light.said],
    ['dark', dark.said],
  ])('of the %s theme are those of its colours', (name, said) => {
    expect(Object.keys(said).length).toBeGreaterThanOrEqual(7)
    const theme = themes[name] ?? {}
    for (const [token, figure] of Object.entries(said)) {
      if (token === 'caution') continue // a fill: ink on it is measured below
      expect.soft(contrast(theme[token], theme['page']), token).toBeCloseTo(Number(figure), 1)
    }
  })

  test('of ink on caution is 11.7', () => {
    expect(contrast('#0f1513', light.colours['caution'])).toBeCloseTo(Number(light.said['caution']), 1)
  })
})

describe.each(Object.entries(themes))('in the %s theme', (_, theme) => {
  test('text is legible on all that it stands on', () => {
    for (const ground of ['page', 'sunk', 'ok-tint', 'stop-tint', 'info-tint', 'off-tint', 'caution-tint']) {
      expect.soft(contrast(theme['ink'], theme[ground]), `ink on ${ground}`).toBeGreaterThan(10)
      expect.soft(contrast(theme['ink2'], theme[ground]), `ink2 on ${ground}`).toBeGreaterThan(7)
    }
    for (const tone of ['ok', 'stop', 'info', 'off']) {
      for (const ground of ['page', 'sunk', `${tone}-tint`]) {
        expect.soft(contrast(theme[tone], theme[ground]), `${tone} on ${ground}`).toBeGreaterThan(7)
      }
      expect.soft(contrast(theme['on-solid'], theme[tone]), `on ${tone}`).toBeGreaterThan(7)
    }
    expect.soft(contrast(theme['on-caution'], theme['caution'])).toBeGreaterThan(7)
  })

  test('edges of controls are seen on page and sunk', () => {
    for (const ground of ['page', 'sunk']) {
      expect.soft(contrast(theme['edge'], theme[ground]), ground).toBeGreaterThan(4.5)
    }
  })
})

test('outdoors nothing is grey', () => {
  for (const token of ['ink', 'ink2', 'edge']) expect(outdoors.colours[token]).toBe('#000000')
  expect(css.split("[data-theme='outdoors']")[1]).toContain('--regular: 600')
})

describe('no screen needs a pointer', () => {
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|css)$/.test(file))
    .map((file) => [file, readFileSync(`${src}/${file}`, 'utf8')] as const)

  test('what hovers is styled only where something can hover', () => {
    const free = sources.filter(([, text]) => {
      const blocks = text.replaceAll(/@media \(hover: hover\) \{[\s\S]*?\n\}/g, '')
      return /:hover/.test(blocks)
    })
    expect(free.map(([file]) => file)).toEqual([])
    expect(sources.some(([, text]) => text.includes(':hover'))).toBe(true)
  })

  test('nothing answers to hovering, dragging or swiping alone', () => {
    const only = /@(mouseenter|mouseover|mousemove|touchmove|pointermove|dragstart)|draggable/
    const found = sources.filter(([, text]) => only.test(text)).map(([file]) => file)
    expect(found).toEqual(['screens/phone/SignPad.vue']) // a signature is drawn, or refused in words
    const dropped = sources.filter(([, text]) => text.includes('@drop'))
    for (const [file, text] of dropped) expect(text, file).toContain('type="file"')
  })
})
