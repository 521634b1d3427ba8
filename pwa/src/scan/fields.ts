/** Text fields that a scanner typed into: as they were before, and given back what was theirs. */

type TextField = HTMLInputElement | HTMLTextAreaElement

/** A field and its value before a burst; a select jumps about under letters, so it counts too. */
export interface Before {
  field: TextField | HTMLSelectElement
  value: string
  from: number | null
  to: number | null
}

const NOT_TEXT = ['button', 'checkbox', 'radio', 'file', 'submit', 'reset', 'range', 'color', 'image']

export function isTextField(element: Element | null): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && !NOT_TEXT.includes(element.type)
}

/** What has the focus now, where it takes text or letters. */
export function fieldNow(): Before | null {
  const field = document.activeElement
  if (field instanceof HTMLSelectElement) return { field, value: field.value, from: null, to: null }
  if (!isTextField(field)) return null
  return { field, value: field.value, from: field.selectionStart, to: field.selectionEnd }
}

/** The field as it was, also where an input method is in the middle of a word. */
export function putBack(before: Before | null): void {
  if (!before || before.field.value === before.value) return
  const { field, value, from, to } = before
  field.blur() // an input method gives up its word
  field.value = value
  tell(field)
  field.focus({ preventScroll: true })
  if (isTextField(field) && from !== null) field.setSelectionRange(from, to)
}

/** Put text where the cursor is, as if it had been typed. */
export function insert(text: string): void {
  const field = document.activeElement
  if (!isTextField(field) || text === '') return
  const [from, to] = [field.selectionStart, field.selectionEnd]
  if (from === null || to === null) field.value += text
  else field.setRangeText(text, from, to, 'end')
  tell(field)
}

function tell(field: TextField | HTMLSelectElement): void {
  const type = field instanceof HTMLSelectElement ? 'change' : 'input'
  field.dispatchEvent(new Event(type, { bubbles: true }))
}
