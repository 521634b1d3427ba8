/**
 * Hand scanners that type, on any screen and from any focus.
 *
 * The screen on top gets the scan. Normal typing is not disturbed: keys go where they always went,
 * and only when a burst has turned out to be a label is the field put back as it was before.
 */
import { onBeforeUnmount, onMounted } from 'vue'
import { labelIn, Wedge } from './wedge.ts'

/** `text` is a label's bare token or printed number where it is one; else as it was read. */
export type OnScan = (text: string) => void

interface Listener {
  onScan: OnScan
  /** False while the screen cannot take a scan, as under an open dialog: then the next below may. */
  active: () => boolean
}

/** A scanner that ends in neither Enter nor Tab is done after so long. */
const SILENCE_MS = 200

type TextField = HTMLInputElement | HTMLTextAreaElement
interface Before {
  field: TextField | HTMLSelectElement
  value: string
  from: number | null
  to: number | null
}

const wedge = new Wedge()
const listeners: Listener[] = []
let before: Before | null = null
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

function pressed(event: KeyboardEvent): void {
  const { key, code, shiftKey: shift, ctrlKey: control, altKey: alt, timeStamp: at, repeat } = event
  if (repeat) return
  const ended = wedge.press({ key, code, shift, control, alt, at })
  if (ended) finish(event)
  else follow(event)
}

function released(event: KeyboardEvent): void {
  if (event.key === 'Alt' && wedge.altUp(event.timeStamp)) follow(event)
}

/** Remember where the burst began, and keep it from being taken for commands. */
function follow(event: KeyboardEvent): void {
  if (wedge.length === 1) before = fieldNow()
  if (wedge.isSuspect && !isTextField(document.activeElement)) hush(event)
  clearTimeout(silence)
  if (wedge.isBurst) silence = setTimeout(finish, SILENCE_MS, null)
}

/** The burst is over. Outside of text fields anything counts; within one only a label does. */
function finish(event: KeyboardEvent | null): void {
  clearTimeout(silence)
  const { ours, text } = wedge.take()
  const listener = listeners.findLast(({ active }) => active())
  const inField = isTextField(document.activeElement)
  if (!listener || (ours === null && (inField || event === null))) return
  if (event) hush(event)
  putBack()
  listener.onScan(ours ?? text)
}

function pasted(event: ClipboardEvent): void {
  if (isTextField(document.activeElement)) return
  const ours = labelIn(event.clipboardData?.getData('text') ?? '')
  const listener = listeners.findLast(({ active }) => active())
  if (ours === null || !listener) return
  event.preventDefault()
  listener.onScan(ours)
}

function hush(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

function isTextField(element: Element | null): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true
  const notText = ['button', 'checkbox', 'radio', 'file', 'submit', 'reset', 'range', 'color']
  return element instanceof HTMLInputElement && !notText.includes(element.type)
}

function fieldNow(): Before | null {
  const field = document.activeElement
  if (field instanceof HTMLSelectElement) return { field, value: field.value, from: null, to: null }
  if (!isTextField(field)) return null
  return { field, value: field.value, from: field.selectionStart, to: field.selectionEnd }
}

/** The field as it was before the burst, also where an input method is in the middle of a word. */
function putBack(): void {
  if (!before || before.field.value === before.value) return
  const { field, value, from, to } = before
  before = null
  field.blur() // an input method gives up its word
  field.value = value
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  field.focus({ preventScroll: true })
  if (isTextField(field) && from !== null) field.setSelectionRange(from, to)
}
