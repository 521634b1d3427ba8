/** The Chinese words of work at a crate, fetched with its first screen: a scanner starts without them. */
import { follow } from './follow.ts'
import { inspect } from './inspect.ts'
import { live } from './live.ts'
import { objection } from './objection.ts'
import { sampling } from './sampling.ts'
import { sign } from './sign.ts'

export const field = { follow, inspect, live, objection, sampling, sign }
