import { describe, expect, test } from 'vitest'
import { ref } from 'vue'
import type { Annotation } from '@/wire/types.ts'
import { useMarking } from './marking.ts'

function editor() {
  const marks = ref<readonly Annotation[]>([])
  return { marks, ...useMarking(marks, ref({ width: 4, height: 3 })) }
}

describe('marking a photo', () => {
  test('an arrow takes two presses, and two on one spot make none', () => {
    const { marks, place, asks } = editor()
    place({ x: 0.2, y: 0.2 })
    expect([asks.value, marks.value.length]).toEqual(['arrowTo', 0])
    place({ x: 0.2, y: 0.2 })
    expect(marks.value).toEqual([])
    place({ x: 0.5, y: 0.6 })
    expect(marks.value).toEqual([{ shape: 'arrow', x1: 0.2, y1: 0.2, x2: 0.5, y2: 0.6, text: null }])
    expect(asks.value).toBe('arrowFrom')
  })

  test('with keys alone: the crosshair is moved and pressed, then the mark itself', () => {
    const { marks, take, place, nudge, grow, cross, chosen, chooseNext } = editor()
    take('circle')
    nudge('left')
    nudge('up')
    expect(cross.value).toEqual({ x: 0.48, y: 0.48 })
    place(cross.value)
    nudge('right')
    grow(true)
    expect(marks.value).toEqual([{ shape: 'circle', x1: 0.5, y1: 0.48, x2: 0.65, y2: 0.48, text: null }])
    chooseNext()
    expect(chosen.value).toBeNull()
    nudge('right')
    expect(cross.value.x).toBe(0.5)
    expect(marks.value).toHaveLength(1)
    chooseNext()
    expect(chosen.value).toBe(0)
  })

  test('a text is written first; without one a press makes nothing', () => {
    const { marks, take, place, text, asks } = editor()
    take('text')
    place({ x: 0.5, y: 0.5 })
    expect([asks.value, marks.value.length]).toEqual(['write', 0])
    text.value = ' 裂缝 '
    place({ x: 0.3, y: 0.4 })
    expect(marks.value).toMatchObject([{ shape: 'text', text: '裂缝', x1: 0.3, y1: 0.4 }])
    expect(text.value).toBe('')
  })

  test('a press chooses a mark, the next one moves it there', () => {
    const { marks, take, place, chosen } = editor()
    take('circle')
    place({ x: 0.2, y: 0.2 })
    take('arrow')
    take('move')
    expect(chosen.value).toBeNull()
    place({ x: 0.21, y: 0.2 })
    expect(chosen.value).toBe(0)
    place({ x: 0.7, y: 0.8 })
    expect(marks.value[0]).toMatchObject({ x1: 0.7, y1: 0.8 })
  })

  test('each change can be taken back, the last first', () => {
    const { marks, take, place, nudge, remove, undo, canUndo } = editor()
    take('circle')
    place({ x: 0.2, y: 0.2 })
    const first = marks.value
    nudge('down')
    const second = marks.value
    remove()
    expect(marks.value).toEqual([])
    take('arrow')
    place({ x: 0.5, y: 0.5 })
    undo()
    expect(marks.value).toEqual([])
    undo()
    expect(marks.value).toBe(second)
    undo()
    expect(marks.value).toBe(first)
    undo()
    expect([marks.value, canUndo.value]).toEqual([[], false])
  })

  test('holds no more than a record takes', () => {
    const { marks, take, place, asks } = editor()
    take('circle')
    for (let i = 0; i < 60; i++) place({ x: i / 60, y: 0.5 })
    expect([marks.value.length, asks.value]).toEqual([50, 'full'])
  })
})
