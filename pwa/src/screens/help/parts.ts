/**
 * What pictures of help are drawn with: lines and fills on a sheet of 160 × 120, in the colours of
 * the theme, so that they hold in sun and in the dark. Drawn for this app.
 */
export interface Shape {
  d: string
  /** `line` is an outline, `mark` one upon a colour, `sign` one upon amber; the others fill with that colour. */
  as: 'line' | 'mark' | 'sign' | 'page' | 'ink' | 'ok' | 'stop' | 'caution' | 'info' | 'wood'
}
export interface Part {
  at: string
  shapes: Shape[]
}

const place = (x: number, y: number, scale: number, shapes: Shape[]): Part => ({
  at: `translate(${String(x)} ${String(y)}) scale(${String(scale)})`,
  shapes,
})
const line = (d: string): Shape => ({ d, as: 'line' })
const fill = (as: Shape['as'], d: string): Shape => ({ d, as })
/** A part whose place is its middle. */
const part =
  (...shapes: Shape[]) =>
  (x: number, y: number, scale = 1): Part =>
    place(x, y, scale, shapes)
const disc = (r: number): string => `M${String(-r)} 0a${String(r)} ${String(r)} 0 1 0 ${String(2 * r)} 0a${String(r)} ${String(r)} 0 1 0 ${String(-2 * r)} 0Z`

export const crate = part(fill('wood', 'M0 12h60v46H0Z'), line('M0 12h60v46H0ZM0 27h60M0 43h60M8 12v46M52 12v46'))
export const tape = part(fill('page', 'M0 28h78v12H0Z'), line('M0 28h78v12H0Z'))
export const label = part(fill('page', 'M0 0h26v26H0Z'), line('M0 0h26v26H0Z'), fill('ink', 'M4 4h7v7H4ZM15 4h7v7h-7ZM4 15h7v7H4ZM15 15h3v3h-3ZM19 19h3v3h-3Z'))
export const phone = part(fill('page', 'M6 0h40q6 0 6 6v94q0 6-6 6H6q-6 0-6-6V6q0-6 6-6Z'), line('M6 0h40q6 0 6 6v94q0 6-6 6H6q-6 0-6-6V6q0-6 6-6ZM20 98h12'))
export const beam: Part = place(0, 0, 1, [line('M70 56 92 40M70 78 92 82')])
export const ring = part(fill('page', disc(22)), line(disc(20)), line('m-9 1 6 6L9-7'))
export const triangle = part(fill('caution', 'M0-22 24 20h-48Z'), fill('sign', 'M0-22 24 20h-48ZM0-8v13M0 12v.5'))
export const octagon = part(fill('stop', 'M-9-22H9L22-9V9L9 22H-9L-22 9V-9Z'), fill('mark', 'm-8-8 16 16m0-16L-8 8'))
export const torch = part(fill('caution', 'M-14-28h28l-6 16H-8Z'), line('M-14-28h28l-6 16v38H-8v-38ZM-22-38l-5-6M0-38v-8M22-38l5-6'))
export const cameraIcon = part(fill('info', 'M-26-14h12l6-8H8l6 8h12v34h-52Z'), fill('page', disc(10)), line(disc(10)))
export const keys = part(line('M0 0h38v38H0ZM13 0v38M25 0v38M0 13h38M0 25h38'))
export const truck = part(fill('wood', 'M0 0h66v46H0Z'), line('M0 0h66v46H0ZM66 14h18l12 16v16H66M22 0v46M44 0v46'), fill('ink', 'M10 50a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM70 50a8 8 0 1 0 16 0a8 8 0 1 0-16 0Z'))
export const answers = part(fill('ok', 'M0 0h42v40H0Z'), line('M0 0h42v40H0ZM48 0h40v40H48ZM94 0h42v40H94ZM60 12l16 16m0-16L60 28M105 20h20'), fill('mark', 'm11 21 7 7 13-15'))
export const marked = part(fill('ok', 'M0 0h40v12H0Z'), line('M0-18h40M0 26h40M0 40h28'))
export const leaf = part(fill('ok', 'M-20 22C-22-12 4-24 24-22 24 2 12 24-20 22Z'), fill('mark', 'M-20 22C-8 4 4-6 14-12'))
export const question = part(line('M0 0h70M0 14h52'), line('M0 28h20v20H0ZM26 28h20v20H26ZM52 28h20v20H52Z'), fill('ok', 'M0 28h20v20H0Z'))
export const padlock = part(fill('ok', 'M-18-4h36v28h-36Z'), line('M-18-4h36v28h-36ZM-11-4v-9a11 11 0 0 1 22 0v9'))
export const worm = part(line('M-24 8q8-18 16 0t16 0 16-4'), fill('ink', 'M20 4a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z'))
export const tube = part(fill('info', 'M-8 30h16v16a8 8 0 0 1-16 0Z'), line('M-12 0h24M-8 0v46a8 8 0 0 0 16 0V0'))
export const call = part(fill('ok', 'M-22-22h14l6 16-8 6q6 12 14 16l8-8 14 8v12q0 4-4 4C-4 32-24 8-26-16q0-6 4-6Z'))
export const person = part(fill('info', 'M-18 30q0-22 18-22t18 22Z'), line('M-18 30q0-22 18-22t18 22ZM-9-8a9 9 0 1 0 18 0a9 9 0 1 0-18 0Z'))
export const paper = part(fill('page', 'M0 0h62v88H0Z'), line('M0 0h62v88H0ZM10 16h42M10 30h42M10 44h26M12 72q6-14 10 0t10-4 10 4'))
export const cloud = part(line('M-16 14a11 11 0 0 1 2-22 14 14 0 0 1 27-2 12 12 0 0 1 3 24ZM0 12V-4m-7 6 7-7 7 7'))
export const cloudTick = part(fill('info', 'M-16 14a11 11 0 0 1 2-22 14 14 0 0 1 27-2 12 12 0 0 1 3 24Z'), fill('mark', 'm-7 2 5 5 9-10'))
export const noSignal = part(line('M-26-8a36 36 0 0 1 52 0M-16 4a22 22 0 0 1 32 0M-22-26l44 52'), fill('ink', 'M-4 18a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z'))
export const arrow = part(line('M-14 0h28m-10-10 10 10-10 10'))
export const desk = part(fill('page', 'M-26-24h52v36h-52Z'), line('M-26-24h52v36h-52ZM-12 26h24M0 12v14'))
export const sun = part(fill('caution', disc(16)), line(`${disc(16)}M0-24v-8M0 24v8M-24 0h-8M24 0h8M-17-17l-6-6M17 17l6 6M17-17l6-6M-17 17l-6 6`))
export const turn = part(line('M20 0a20 20 0 1 1-6-14m0-12v12h-12'))

/** Squares of a truck, some of them filled. */
export function grid(x: number, y: number, full: number): Part {
  const square = (i: number): string =>
    `M${String((i % 4) * 22)} ${String(Math.floor(i / 4) * 30)}h16v22h-16Z`
  const all = Array.from({ length: 12 }, (_, i) => square(i))
  return place(x, y, 1, [fill('ok', all.slice(0, full).join('')), line(all.join(''))])
}
