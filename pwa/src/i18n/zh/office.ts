/** The Chinese words of the desk, fetched with its first screen: a phone starts without them. */
import { checks } from './checks.ts'
import { desk } from './desk.ts'
import { portkeys } from './portkeys.ts'
import { process } from './process.ts'
import { sheets } from './sheets.ts'

export const office = { checks, portkeys, process, desk, sheets }
