import type { Shape } from '../types.ts'
import type { inspect as model } from '../zh/inspect.ts'

export const inspect: Shape<typeof model> = {}
