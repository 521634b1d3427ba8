import type { Shape } from '../types.ts'
import type { desk as model } from '../zh/desk.ts'

export const desk: Shape<typeof model> = {}
