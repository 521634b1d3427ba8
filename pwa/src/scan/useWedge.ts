/**
 * Hand scanners that type, on any screen and from any focus.
 *
 * The screen on top gets the scan. Normal typing is not disturbed: what comes faster than any hand
 * is kept out of the field until it is over, and given back to it where it turns out to be no label.
 */
import { onBeforeUnmount, onMounted } from 'vue'
import { type Before, fieldNow, insert, isTextField, putBack } from './fields.ts'
import { isChar, isEnd, isModifier, labelIn, type Press, Wedge } from './wedge.ts'

/** `text` is a label's bare token or printed number where it is one; else as it was read. */
export type OnScan = (text: string) => void

interface Listener {
  onScan: OnScan
  /** False while the screen cannot take a scan, as under an open dialog: then the next below may. */
  active: () => boolean
}

/** A scanner that ends in neither Enter nor Tab is done after so long. */
const SILENCE_MS = 350

const wedge = new Wedge()
const listeners: Listener[] = []
let before: Before | null = null
/** Whether keys of the burst at hand were kept out of the field. */
let kept = false
let silence: ReturnType<typeof setTimeout> | undefined

/**
 * Call `onScan` for what a hand scanner types, and for a label that is pasted outside of any field,
 * while the component is mounted and `active`.
 */
export function useWedge(onScan: OnScan, active: () => boolean = () => true): void {
  const listener: Listener = { onScan, active }
  onMounted(() => {
    if (listeners.length === 0) listen()
    listeners.push(listener)
  })
  onBeforeUnmount(() => {
    listeners.splice(listeners.indexOf(listener), 1)
    if (listeners.length === 0) deafen()
  })
}

/** Who would get a scan now, for a code that comes by another way, such as a webcam. */
export const hearing = (): OnScan | null => listening()?.onScan ?? null

/** Whether the keys that come now look like a scanner's: then they are no short cuts. */
export const isScannerTyping = (): boolean => wedge.isSuspect

function listen(): void {
  window.addEventListener('keydown', pressed, true)
  window.addEventListener('keyup', released, true)
  window.addEventListener('paste', pasted)
}

function deafen(): void {
  window.removeEventListener('keydown', pressed, true)
  window.removeEventListener('keyup', released, true)
  window.removeEventListener('paste', pasted)
  clearTimeout(silence)
}

const listening = (): Listener | undefined => listeners.findLast(({ active }) => active())

function pressed(event: KeyboardEvent): void {
  const { key, code, shiftKey: shift, ctrlKey: control, altKey: alt, timeStamp: at, repeat } = event
  if (repeat || isSecret(document.activeElement)) return
  const press = { key, code, shift, control, alt, at }
  if (kept && !goesOn(press)) giveBack()
  if (wedge.press(press)) finish(event)
  else if (wedge.length > 0) follow(event)
}

function goesOn(press: Press): boolean {
  const part = isChar(press) || isModifier(press) || (isEnd(press) && wedge.isBurst)
  return part && wedge.follows(press.at)
}

function released(event: KeyboardEvent): void {
  if (event.key === 'Alt' && wedge.altUp(event.timeStamp)) follow(event)
}

/** Keep the burst from being taken for commands, and, once no hand can be at it, out of the field. */
function follow(event: KeyboardEvent): void {
  if (wedge.length === 1) before = fieldNow()
  const inField = isTextField(document.activeElement)
  if (!inField && wedge.isSuspect) hush(event)
  if (inField && event.key.length === 1 && wedge.isSwift && listening()) {
    hush(event)
    if (!kept) putBack(before)
    kept = true
  } else if (kept && event.key.length === 1) {
    hush(event)
    giveBack() // slower now: a hand after all
    return
  }
  clearTimeout(silence)
  if (wedge.isBurst) silence = setTimeout(finish, SILENCE_MS, null)
}

/** The burst is over. Outside of text fields anything counts; within one only a label does. */
function finish(event: KeyboardEvent | null): void {
  clearTimeout(silence)
  const read = wedge.take()
  const listener = listening()
  const inField = isTextField(document.activeElement)
  if (!listener || (read.ours === null && (inField || event === null))) {
    if (kept) insert(read.text)
    kept = false
    return
  }
  if (event) hush(event)
  if (!kept) putBack(before)
  kept = false
  listener.onScan(read.ours ?? read.text)
}

/** What was kept out of the field turns out to be typing: there it is. */
function giveBack(): void {
  clearTimeout(silence)
  kept = false
  insert(wedge.take().text)
}

function pasted(event: ClipboardEvent): void {
  if (isTextField(document.activeElement)) return
  const ours = labelIn(event.clipboardData?.getData('text') ?? '')
  const listener = listening()
  if (ours === null || !listener) return
  event.preventDefault()
  listener.onScan(ours)
}

function hush(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** Password managers type as fast as scanners do. */
function isSecret(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type === 'password'
}
