/** The Chinese catalogue, model of all others: what the app has from its start. */
import { common } from './common.ts'
import { errors } from './errors.ts'
import { gate } from './gate.ts'
import { hand } from './hand.ts'
import { phone } from './phone.ts'
import { photo } from './photo.ts'
import { tasks } from './tasks.ts'
import { terms } from './terms.ts'

export const zh = { common, terms, errors, phone, gate, photo, hand, tasks }
