/** Scanners that type, on keyboards of every kind; and people, who are left alone. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { labelIn, type Press, Wedge } from './wedge.ts'

const file = new URL('../../../tests/vectors/labels/judge-valid.json', import.meta.url)
const [valid] = (
  JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as {
    cases: { text: string; expect: { number: string } }[]
  }
).cases
if (!valid) throw new Error('the vectors hold no valid label')
const URL_READ = valid.text
const TOKEN = URL_READ.split('/').at(-1) ?? ''
const NUMBER = valid.expect.number

/** The key and whether shift is down with which a US keyboard types a character. */
function usKey(char: string): { code: string; shift: boolean } {
  if (/[a-z]/i.test(char)) return { code: `Key${char.toUpperCase()}`, shift: char !== char.toLowerCase() }
  if (/\d/.test(char)) return { code: `Digit${char}`, shift: false }
  const others: Record<string, [string, boolean]> = {
    ':': ['Semicolon', true], '/': ['Slash', false], '.': ['Period', false], '-': ['Minus', false],
  }
  const [code, shift] = others[char] ?? []
  if (code === undefined || shift === undefined) throw new Error(`no key for ${char}`)
  return { code, shift }
}

interface How {
  everyMs?: number
  /** What the layout makes of a key. */
  layout?: (key: { code: string; shift: boolean }, char: string) => string
}

function keysOf(text: string, { everyMs = 8, layout = (_, char) => char }: How = {}): Press[] {
  return Array.from(text, (char, i) => {
    const key = usKey(char)
    return { ...key, key: layout(key, char), control: false, alt: false, at: 1_000 + i * everyMs }
  })
}

function typed(keys: Press[], end: Partial<Press> = { key: 'Enter', code: 'Enter' }): Wedge | null {
  const wedge = new Wedge()
  for (const key of keys) expect(wedge.press(key)).toBe(false)
  const at = (keys.at(-1)?.at ?? 0) + 8
  const last = { shift: false, control: false, alt: false, key: '', code: '', at, ...end }
  return wedge.press(last) ? wedge : null
}

const read = (keys: Press[], end?: Partial<Press>) => typed(keys, end)?.take() ?? null

describe('a scanner', () => {
  test.each([
    ['Enter', { key: 'Enter', code: 'Enter' }],
    ['Tab', { key: 'Tab', code: 'Tab' }],
    ['Enter of the number pad', { key: 'Enter', code: 'NumpadEnter' }],
    ['line feed', { key: 'j', code: 'KeyJ', control: true }],
  ])('ending in %s is read', (_, end) => {
    expect(read(keysOf(URL_READ), end)).toEqual({ ours: TOKEN, text: URL_READ })
  })

  test('typing a bare token, or a number with a hyphen or without', () => {
    expect(read(keysOf(TOKEN))?.ours).toBe(TOKEN)
    expect(read(keysOf(NUMBER))?.ours).toBe(NUMBER)
    expect(read(keysOf(NUMBER.replaceAll('-', '')))?.ours).toBe(NUMBER)
  })

  test('under caps lock, where every letter comes out in the other case', () => {
    const flipped = keysOf(URL_READ, {
      layout: (_, char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()),
    })
    expect(read(flipped)?.ours).toBe(TOKEN)
  })

  test('set to a US keyboard on a German or a French one', () => {
    const german: Record<string, string> = { KeyY: 'z', KeyZ: 'y', Slash: '-', Semicolon: 'ö', Minus: 'ß' }
    const french: Record<string, string> = { KeyA: 'q', KeyQ: 'a', KeyZ: 'w', KeyW: 'z', Digit2: 'é', Slash: '!' }
    for (const map of [german, french]) {
      const keys = keysOf(URL_READ, {
        layout: ({ code, shift }, char) => {
          const made = map[code]
          return made === undefined ? char : shift ? made.toUpperCase() : made
        },
      })
      expect(read(keys)?.ours).toBe(TOKEN)
    }
  })

  test('set to the same layout as the keyboard, which puts letters elsewhere', () => {
    const swapped = keysOf(TOKEN).map((press) => ({
      ...press,
      code: press.code === 'KeyY' ? 'KeyZ' : press.code === 'KeyZ' ? 'KeyY' : press.code,
    }))
    expect(read(swapped)?.ours).toBe(TOKEN)
  })

  test('under a Chinese input method, which hides the characters', () => {
    expect(read(keysOf(URL_READ, { layout: () => 'Process' }), { key: 'Process', code: 'Enter' })?.ours).toBe(TOKEN)
  })

  test('spelling by Alt and the number pad', () => {
    const wedge = new Wedge()
    let at = 0
    for (const char of TOKEN) {
      for (const digit of String(char.charCodeAt(0)).padStart(4, '0')) {
        wedge.press({ key: digit, code: `Numpad${digit}`, shift: false, control: false, alt: true, at })
      }
      expect(wedge.altUp((at += 20))).toBe(true)
    }
    const end = { key: 'Enter', code: 'Enter', shift: false, control: false, alt: false, at: at + 20 }
    expect(wedge.press(end)).toBe(true)
    expect(wedge.take().ours).toBe(TOKEN)
  })

  test('pressing shift for each capital, and pausing once', () => {
    const keys = keysOf(URL_READ).flatMap((press) => [
      { ...press, key: 'Shift', code: 'ShiftLeft', at: press.at - 1 },
      { ...press, at: press.at > 1_200 ? press.at + 120 : press.at },
    ])
    expect(read(keys)?.ours).toBe(TOKEN)
  })

  test('reading any other code, which is not ours', () => {
    expect(read(keysOf('6901234567892'))).toEqual({ ours: null, text: '6901234567892' })
  })

  test('scanning twice is read twice', () => {
    const wedge = typed(keysOf(URL_READ))
    expect(wedge?.take().ours).toBe(TOKEN)
    const again = keysOf(NUMBER).map((press) => ({ ...press, at: press.at + 60_000 }))
    for (const key of again) wedge?.press(key)
    const end = { key: 'Enter', code: 'Enter', shift: false, control: false, alt: false }
    expect(wedge?.press({ ...end, at: (again.at(-1)?.at ?? 0) + 8 })).toBe(true)
    expect(wedge?.take().ours).toBe(NUMBER)
  })
})

describe('a person', () => {
  test('typing very fast is no scanner', () => {
    expect(typed(keysOf(NUMBER, { everyMs: 70 }))).toBeNull()
  })

  test('typing a short word and Enter is no scanner', () => {
    expect(typed(keysOf('tulips'))).toBeNull()
  })

  test('pressing Enter some time after a burst is no scanner', () => {
    const keys = keysOf(URL_READ)
    expect(typed(keys, { key: 'Enter', code: 'Enter', at: (keys.at(-1)?.at ?? 0) + 400 })).toBeNull()
  })

  test('rolling over a few keys may look like one, but is not kept out of the field', () => {
    const wedge = new Wedge()
    for (const key of keysOf('the', { everyMs: 30 })) wedge.press(key)
    expect([wedge.isSuspect, wedge.isSwift]).toEqual([true, false])
  })

  test('using an arrow or the backspace breaks a burst off', () => {
    const wedge = new Wedge()
    for (const key of keysOf('abcdefgh')) wedge.press(key)
    expect(wedge.isSwift).toBe(true)
    wedge.press({ key: 'Backspace', code: 'Backspace', shift: false, control: false, alt: false, at: 1_064 })
    expect(wedge.length).toBe(0)
  })

  test('using commands breaks a burst off', () => {
    const wedge = new Wedge()
    for (const key of keysOf('abcdefgh')) wedge.press(key)
    expect(wedge.isBurst).toBe(true)
    wedge.press({ key: 'c', code: 'KeyC', shift: false, control: true, alt: false, at: 1_070 })
    expect(wedge.length).toBe(0)
  })
})

test('what a text says of a label', () => {
  expect(labelIn(` ${URL_READ}\n`)).toBe(TOKEN)
  expect(labelIn(NUMBER.toLowerCase())).toBe(NUMBER)
  expect(labelIn('https://example.org/L/MENU')).toBeNull()
  expect(labelIn(TOKEN.slice(0, -1))).toBeNull()
})
