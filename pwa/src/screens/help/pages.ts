/** The pages of help in the order of a day, and the picture of each step. */
import type { Part } from './parts.ts'
import * as draw from './parts.ts'

/** Each step's name is that of its words. */
const pages = {
  scan: {
    aim: [draw.crate(8, 34, 1.1), draw.label(44, 52), draw.phone(92, 6, 0.9), draw.beam],
    shapes: [draw.ring(26, 60), draw.triangle(80, 60), draw.octagon(134, 60)],
    other: [draw.torch(34, 58), draw.cameraIcon(84, 60), draw.keys(116, 40)],
  },
  gate: {
    open: [draw.truck(6, 30), draw.phone(112, 26, 0.62)],
    grid: [draw.grid(38, 18, 7)],
    doubt: [draw.crate(10, 30, 0.7), draw.crate(52, 30, 0.7), draw.crate(112, 50, 0.7), draw.triangle(132, 32, 0.7)],
  },
  inspect: {
    before: [draw.crate(10, 34, 1.1), draw.label(46, 52), draw.cameraIcon(130, 56)],
    answer: [draw.answers(12, 40)],
    leave: [draw.phone(54, 4, 1.05), draw.marked(62, 40)],
  },
  photo: {
    near: [draw.crate(6, 46, 0.7), draw.cameraIcon(74, 62, 0.7), draw.leaf(128, 58)],
    item: [draw.question(12, 34), draw.cameraIcon(128, 60)],
    kept: [draw.phone(28, 6, 1), draw.padlock(112, 62)],
  },
  find: {
    close: [draw.crate(30, 30, 1.3), draw.tape(30, 30), draw.octagon(130, 36, 0.8)],
    sample: [draw.worm(34, 66), draw.cameraIcon(84, 60, 0.8), draw.tube(128, 30)],
    report: [draw.crate(6, 56, 0.6), draw.crate(48, 56, 0.6), draw.octagon(48, 34, 0.6), draw.call(124, 60)],
  },
  sign: {
    gaps: [draw.question(12, 34), draw.triangle(132, 60, 0.9)],
    people: [draw.person(30, 60), draw.person(80, 60), draw.person(130, 60)],
    final: [draw.paper(24, 14), draw.padlock(122, 64)],
  },
  outbox: {
    states: [draw.cloud(28, 60, 0.9), draw.cloudTick(80, 60, 0.9), draw.padlock(134, 62, 0.9)],
    later: [draw.phone(20, 14, 0.9), draw.noSignal(116, 60)],
    export: [draw.phone(14, 14, 0.9), draw.arrow(82, 60), draw.desk(122, 60)],
  },
  phone: {
    sun: [draw.sun(40, 40), draw.phone(88, 10, 0.95)],
    update: [draw.phone(34, 8, 1), draw.turn(116, 60)],
    out: [draw.phone(20, 14, 0.9), draw.padlock(80, 66, 0.8), draw.paper(110, 30, 0.7)],
  },
} satisfies Record<string, Record<string, Part[]>>

export type HelpPage = keyof typeof pages
export type { Part }

export const PAGES = Object.keys(pages) as HelpPage[]

/** The steps of a page, by name, each with what is drawn for it. */
export function stepsOf(page: HelpPage): [string, Part[]][] {
  return Object.entries(pages[page])
}

export function isPage(name: string): name is HelpPage {
  return name in pages
}
