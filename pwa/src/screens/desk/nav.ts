/** The desk's places in the order of the day's work, and which of them a person has. */
import type { IconName } from '@/components/icons.ts'
import type { Role } from '@/wire/types.ts'

export interface DeskPlace {
  name: 'queue' | 'process' | 'doubts' | 'crates' | 'record-sheets' | 'gate' | 'import' | 'labels' | 'keys' | 'lists' | 'people' | 'audit'
  icon: IconName
  /** Any one of these; null for everybody. */
  roles: readonly Role[] | null
}

const PLACES: readonly DeskPlace[] = [
  { name: 'queue', icon: 'clipboard-check', roles: ['supervisor'] },
  { name: 'process', icon: 'flask', roles: ['supervisor', 'inspector', 'laboratory', 'expert', 'director', 'port'] },
  { name: 'doubts', icon: 'alert', roles: ['supervisor'] },
  { name: 'crates', icon: 'package', roles: null },
  { name: 'record-sheets', icon: 'clipboard', roles: ['inspector', 'supervisor', 'administrator'] },
  { name: 'gate', icon: 'truck', roles: ['inspector', 'port'] },
  { name: 'import', icon: 'import', roles: ['port', 'administrator'] },
  { name: 'labels', icon: 'tag', roles: ['port'] },
  { name: 'keys', icon: 'key', roles: ['administrator'] },
  { name: 'lists', icon: 'bug', roles: ['administrator'] },
  { name: 'people', icon: 'users', roles: ['administrator', 'supervisor'] },
  { name: 'audit', icon: 'lock-check', roles: ['supervisor', 'administrator'] },
]

export function holdsOne(roles: readonly Role[], wanted: readonly Role[] | null): boolean {
  return wanted === null || wanted.some((role) => roles.includes(role))
}

/** The first of them is where the desk opens. */
export function placesOf(roles: readonly Role[]): DeskPlace[] {
  return PLACES.filter((place) => holdsOne(roles, place.roles))
}
