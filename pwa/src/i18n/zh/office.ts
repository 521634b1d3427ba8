/** The Chinese words of the desk, fetched with its first screen: a phone starts without them. */
import { desk } from './desk.ts'
import { portkeys } from './portkeys.ts'

export const office = { portkeys, desk }
