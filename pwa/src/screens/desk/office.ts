/**
 * What every screen of the desk knows: who is signed in, the expo, and people by name.
 *
 * The shell opens it before it shows any screen, so that a screen never asks whether it is there.
 */
import { computed, readonly, shallowRef } from 'vue'
import { pick } from '@/i18n/index.ts'
import { refreshSession } from '@/screens/shared/session.ts'
import * as desk from '@/sync/desk.ts'
import type { Expo, Person, Role, SessionInfo } from '@/wire/types.ts'
import { holdsOne } from './nav.ts'

const session = shallowRef<SessionInfo | null>(null)
const expo = shallowRef<Expo | null>(null)
const people = shallowRef<readonly Person[]>([])

/** False where nobody is signed in. */
export async function openOffice(): Promise<boolean> {
  session.value = await refreshSession()
  if (!session.value) return false
  ;[expo.value, people.value] = await Promise.all([desk.expo(), desk.people()])
  return true
}

/** After somebody was added. */
export async function readPeople(): Promise<void> {
  people.value = await desk.people()
}

/** Forget who was here, once no screen of the desk shows it any more. */
export function closeOffice(): void {
  session.value = null
  people.value = []
}

function opened<T>(value: T | null): T {
  if (value === null) throw new Error('the office is not open: only the shell shows desk screens')
  return value
}

export function useOffice() {
  const names = computed(() => new Map(people.value.map((person) => [person.id, person.name])))
  return {
    /** Null before the office is open. */
    session: readonly(session),
    me: computed(() => opened(session.value)),
    expo: computed(() => opened(expo.value)),
    people: computed(() => people.value),
    /** A person's name; the account itself where it is not known any more. */
    nameOf: (user: string): string => names.value.get(user) ?? user,
    may: (...roles: Role[]): boolean => holdsOne(session.value?.roles ?? [], roles),
    portName: (code: string): string => {
      const port = expo.value?.ports.find((one) => one.code === code)
      return port ? pick(port) : code
    },
  }
}
