import type { Shape } from '../types.ts'
import type { phone as model } from '../zh/phone.ts'

export const phone: Shape<typeof model> = {}
