/**
 * Putting marks on a photo, a press at a time.
 *
 * Guarantee: every change hands over a new whole list, so that it can be kept at once; each can be
 * taken back while the editor is open. Nothing needs a drag: a point comes from a press on the photo
 * or from the crosshair, which keys and buttons move.
 */
import { computed, ref, type Ref } from 'vue'
import {
  arrow,
  circle,
  MOST_MARKS,
  moved,
  movedTo,
  nearest,
  sized,
  STEP,
  within,
  words,
  type Point,
  type Size,
} from '@/rules/marks.ts'
import type { Annotation } from '@/wire/types.ts'

export const TOOLS = ['arrow', 'circle', 'text', 'move'] as const
export type Tool = (typeof TOOLS)[number]
export const WAYS = ['left', 'up', 'down', 'right'] as const
export type Way = (typeof WAYS)[number]

const BY: Record<Way, Point> = {
  left: { x: -STEP, y: 0 },
  up: { x: 0, y: -STEP },
  down: { x: 0, y: STEP },
  right: { x: STEP, y: 0 },
}

/** What the editor asks for next; the keys of its hints. */
export type Asks = 'arrowFrom' | 'arrowTo' | 'circle' | 'write' | 'text' | 'choose' | 'move' | 'full'

export function useMarking(marks: Ref<readonly Annotation[]>, size: Ref<Size>) {
  const tool = ref<Tool>('arrow')
  const chosen = ref<number | null>(null)
  const from = ref<Point | null>(null)
  const text = ref('')
  const cross = ref<Point>({ x: 0.5, y: 0.5 })
  const before = ref<(readonly Annotation[])[]>([])

  const asks = computed<Asks>(() => {
    if (tool.value === 'move') return chosen.value === null ? 'choose' : 'move'
    if (marks.value.length >= MOST_MARKS) return 'full'
    if (tool.value === 'circle') return 'circle'
    if (tool.value === 'text') return text.value.trim() ? 'text' : 'write'
    return from.value ? 'arrowTo' : 'arrowFrom'
  })

  function change(next: readonly Annotation[]): void {
    before.value = [...before.value, marks.value]
    marks.value = next
  }

  function put(mark: Annotation): void {
    const next = [...marks.value, mark]
    change(next)
    chosen.value = next.length - 1
  }

  function swap(how: (mark: Annotation) => Annotation): void {
    const at = chosen.value
    if (at !== null) change(marks.value.map((mark, i) => (i === at ? how(mark) : mark)))
  }

  /** A point of the photo was pressed. */
  function place(point: Point): void {
    const at = within(point)
    cross.value = at
    if (asks.value === 'arrowFrom') {
      from.value = at
      chosen.value = null
    } else if (asks.value === 'arrowTo' && from.value) {
      // two presses on one spot make no arrow
      if (Math.hypot(at.x - from.value.x, at.y - from.value.y) >= STEP) {
        put(arrow(from.value, at))
        from.value = null
      }
    } else if (asks.value === 'circle') put(circle(at))
    else if (asks.value === 'text') {
      put(words(at, text.value))
      text.value = ''
    } else if (tool.value === 'move') {
      const near = nearest(marks.value, at, size.value)
      if (near !== null && near !== chosen.value) chosen.value = near
      else swap((mark) => movedTo(mark, at))
    }
  }

  /** The chosen mark, or the crosshair where none is chosen. */
  function nudge(way: Way): void {
    if (chosen.value !== null) swap((mark) => moved(mark, BY[way]))
    else cross.value = within({ x: cross.value.x + BY[way].x, y: cross.value.y + BY[way].y })
  }

  /** Each mark in turn, then none. */
  function chooseNext(): void {
    const next = chosen.value === null ? 0 : chosen.value + 1
    chosen.value = next < marks.value.length ? next : null
    from.value = null
  }

  return {
    tool,
    chosen,
    from,
    text,
    cross,
    asks,
    place,
    nudge,
    chooseNext,
    take(next: Tool): void {
      tool.value = next
      from.value = null
      if (next !== 'move') chosen.value = null
    },
    grow: (larger: boolean) => {
      swap((mark) => sized(mark, larger))
    },
    remove(): void {
      const at = chosen.value
      if (at === null) return
      change(marks.value.filter((_, i) => i !== at))
      chosen.value = null
    },
    canUndo: computed(() => before.value.length > 0 || from.value !== null),
    /** The last press first: a begun arrow, then the change before it. */
    undo(): void {
      if (from.value) {
        from.value = null
        return
      }
      const last = before.value.at(-1)
      if (!last) return
      before.value = before.value.slice(0, -1)
      marks.value = last
      chosen.value = null
    },
  }
}
