/** The English catalogue: all that a phone needs, from the start. */
import type { Shape } from '../types.ts'
import type { field } from '../zh/field.ts'
import type { zh } from '../zh/index.ts'
import { common } from './common.ts'
import { errors } from './errors.ts'
import { follow } from './follow.ts'
import { gate } from './gate.ts'
import { hand } from './hand.ts'
import { inspect } from './inspect.ts'
import { live } from './live.ts'
import { objection } from './objection.ts'
import { phone } from './phone.ts'
import { photo } from './photo.ts'
import { sampling } from './sampling.ts'
import { sign } from './sign.ts'
import { tasks } from './tasks.ts'
import { terms } from './terms.ts'

export const en: Shape<typeof zh & typeof field> = {
  ...{ common, terms, errors, phone, gate, photo, hand, tasks },
  ...{ follow, inspect, live, objection, sampling, sign },
}
