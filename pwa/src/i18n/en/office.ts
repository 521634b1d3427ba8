/** The English words of the desk. */
import type { Shape } from '../types.ts'
import type { office as zh } from '../zh/office.ts'
import { checks } from './checks.ts'
import { desk } from './desk.ts'
import { portkeys } from './portkeys.ts'
import { process } from './process.ts'
import { sheets } from './sheets.ts'

export const office: Shape<typeof zh> = { checks, portkeys, process, desk, sheets }
