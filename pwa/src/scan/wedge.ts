/**
 * What a hand scanner types: a burst of keys, faster than any hand, ending in Enter or Tab.
 *
 * Guarantees: what people type is never taken for a scan; a label is read whatever the keyboard's
 * layout, the caps lock or the input method make of the keys, because each key is also read by its
 * place on the keyboard, as scanners set to a US keyboard press them.
 */
import { parseNumber } from '@/labels/number.ts'
import { openToken } from '@/labels/token.ts'

/** One key going down, as far as it matters here. */
export interface Press {
  /** What the layout makes of it: `a`, `Process` under an input method, `Enter`. */
  key: string
  /** Where it is on the keyboard: `KeyQ`. */
  code: string
  shift: boolean
  control: boolean
  alt: boolean
  /** When, in ms; only grows. */
  at: number
}

/** A slow wireless scanner now and then pauses so long; a hand is never so quick on average. */
const PAUSE_MS = 300
const MEAN_MS = 50
const LEAST_KEYS = 8
/** From here on it looks like a burst, though it may yet turn out to be none. */
const SUSPECT_KEYS = 3
/** So quick for so long no hand is, not even one that rolls over a few keys. */
const SWIFT_KEYS = 6
const SWIFT_MS = 35
const MOST_KEYS = 1_000

/** What a key is called whose character an input method, or a dead key, keeps to itself. */
const HIDDEN = new Set(['Process', 'Unidentified', 'Dead'])
const MODIFIERS = new Set(['Shift', 'CapsLock', 'Control', 'Alt', 'AltGraph', 'NumLock', 'Meta', 'Compose'])
/** Keys of a US keyboard that are no letters, as they are and with shift. */
const US_KEYS: Readonly<Record<string, string>> = {
  Digit0: '0)', Digit1: '1!', Digit2: '2@', Digit3: '3#', Digit4: '4$', Digit5: '5%', Digit6: '6^',
  Digit7: '7&', Digit8: '8*', Digit9: '9(', Slash: '/?', Semicolon: ';:', Period: '.>', Comma: ',<',
  Minus: '-_', Equal: '=+', Quote: '\'"', BracketLeft: '[{', BracketRight: ']}', Backquote: '`~',
  Backslash: '\\|', NumpadDivide: '//', NumpadSubtract: '--', NumpadDecimal: '..', Space: '  ',
}
const LABEL = /(?:^|\/L\/)([A-Z2-7]{100,})$/

export class Wedge {
  #keys: Press[] = []
  /** Digits typed on the number pad under Alt: how Windows scanners spell any character anywhere. */
  #altDigits = ''

  /** How many keys the burst at hand has; 0 where there is none. */
  get length(): number {
    return this.#keys.length
  }

  /** Whether keys come so fast that they are likely a scanner's. */
  get isSuspect(): boolean {
    return this.#keys.length >= SUSPECT_KEYS && this.#meanMs <= MEAN_MS
  }

  /** Whether nobody's hand can be at it. */
  get isSwift(): boolean {
    return this.#keys.length >= SWIFT_KEYS && this.#meanMs <= SWIFT_MS
  }

  get isBurst(): boolean {
    return this.#keys.length >= LEAST_KEYS && this.#meanMs <= MEAN_MS
  }

  /** Whether a key at this moment goes on with the burst at hand. */
  follows(at: number): boolean {
    const last = this.#keys.at(-1)
    return last !== undefined && at - last.at <= PAUSE_MS
  }

  /** Take a key; true where it ends a burst, which is then read by `take`. */
  press(press: Press): boolean {
    if (isEnd(press)) {
      const ended = this.follows(press.at) && this.isBurst
      if (!ended) this.#keys = []
      return ended
    }
    if (isModifier(press)) return false
    if (press.alt && /^Numpad\d$/.test(press.code)) {
      this.#altDigits += press.code.slice(-1)
      return false
    }
    if (press.control || press.alt || !isChar(press)) this.#keys = []
    else this.#add(press)
    return false
  }

  /** Alt comes up: the digits under it were one character. Gives whether they were. */
  altUp(at: number): boolean {
    const spelled = Number(this.#altDigits)
    this.#altDigits = ''
    if (spelled < 32 || spelled > 126) return false
    this.#add({ key: String.fromCharCode(spelled), code: '', shift: false, control: false, alt: false, at })
    return true
  }

  /** What was typed, and begin anew. `ours`: the token, or the printed number, of a label. */
  take(): { ours: string | null; text: string } {
    const keys = this.#keys
    this.#keys = []
    const text = keys.map(({ key }) => (key.length === 1 ? key : '')).join('')
    const byPlace = keys.map(usKey).join('')
    return { ours: labelIn(text) ?? labelIn(byPlace), text: text.length === keys.length ? text : byPlace }
  }

  #add(press: Press): void {
    if (!this.follows(press.at) || this.#keys.length >= MOST_KEYS) this.#keys = []
    this.#keys.push(press)
  }

  get #meanMs(): number {
    const [first, last] = [this.#keys[0], this.#keys.at(-1)]
    return first && last ? (last.at - first.at) / Math.max(1, this.#keys.length - 1) : 0
  }
}

/** The token, or the printed number, of the label that a text is about; null where it is about none. */
export function labelIn(text: string): string | null {
  const token = LABEL.exec(text.trim().toUpperCase())?.[1]
  if (token !== undefined && openToken(token)) return token
  const number = parseNumber(text)
  return 'ok' in number ? number.ok : null
}

export const isModifier = ({ key }: Pick<Press, 'key'>): boolean => MODIFIERS.has(key)

export function isChar({ key }: Pick<Press, 'key'>): boolean {
  return Array.from(key).length === 1 || HIDDEN.has(key)
}

/** Enter, Tab, and the control characters CR and LF as some scanners press them. */
export function isEnd({ key, code, control }: Pick<Press, 'key' | 'code' | 'control'>): boolean {
  if (control) return code === 'KeyJ' || code === 'KeyM'
  return key === 'Enter' || key === 'Tab' || code === 'Enter' || code === 'NumpadEnter' || code === 'Tab'
}

/** What a US keyboard makes of a key, whatever caps lock says. */
function usKey({ key, code, shift }: Press): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined) return shift ? letter : letter.toLowerCase()
  const pad = /^Numpad(\d)$/.exec(code)?.[1]
  return pad ?? US_KEYS[code]?.charAt(Number(shift)) ?? (key.length === 1 ? key : '')
}
