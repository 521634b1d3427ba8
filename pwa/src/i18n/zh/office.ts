/** The Chinese words of the desk, fetched with its first screen: a phone starts without them. */
import { desk } from './desk.ts'
import { portkeys } from './portkeys.ts'
import { process } from './process.ts'

export const office = { portkeys, process, desk }
