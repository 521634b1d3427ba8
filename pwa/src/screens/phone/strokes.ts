/** A signature by finger as the path of a drawing: small enough to be part of an entry. */

/** The field in which strokes are counted. */
export const PAD = { width: 600, height: 240 } as const
/** What an entry takes. */
export const MAX_PATH = 6000
export type Dot = readonly [number, number]
const CLOSEST = 3

/** `M12 34L56 78…`, in whole numbers inside the field; a tap is a dot. */
export function pathOf(strokes: readonly (readonly Dot[])[]): string {
  return strokes.map((stroke) => stroke.map((dot, i) => `${i ? 'L' : 'M'}${inside(dot)}`).join('') + tap(stroke)).join('')
}

function inside([x, y]: Dot): string {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)))
  return `${String(within(x, PAD.width))} ${String(within(y, PAD.height))}`
}

function tap(stroke: readonly Dot[]): string {
  const [only] = stroke
  return stroke.length === 1 && only ? `L${inside(only)}` : ''
}

/** Without dots that lie close to the one before; further apart until the path fits an entry. */
export function thinned(strokes: readonly (readonly Dot[])[]): Dot[][] {
  for (let apart = CLOSEST; ; apart *= 1.5) {
    const kept = strokes.map((stroke) => thin(stroke, apart))
    if (pathOf(kept).length <= MAX_PATH || apart > PAD.width) return kept
  }
}

function thin(stroke: readonly Dot[], apart: number): Dot[] {
  const kept: Dot[] = []
  for (const dot of stroke) {
    const last = kept.at(-1)
    if (!last || Math.hypot(dot[0] - last[0], dot[1] - last[1]) >= apart) kept.push(dot)
  }
  return kept
}
