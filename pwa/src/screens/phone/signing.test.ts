/** The signature: what was kept is shown, and what could not be kept can be tried again. */
import { beforeEach, expect, test, vi } from 'vitest'
import { StoreError } from '@/store/errors.ts'
import type { EntryRow } from '@/store/types.ts'
import { problemText } from '../shared/problem.ts'
import { useSigning } from './signing.ts'

const entry = { id: 'e-1' } as EntryRow
const scrollTo = vi.fn()
vi.stubGlobal('window', { scrollTo })
beforeEach(() => scrollTo.mockClear())

test('what was kept closes the sheet and is shown from its top', async () => {
  const seal = vi.fn((path: string) => Promise.resolve({ ...entry, jws: path }))
  const { open, busy, problem, saved, sign } = useSigning(seal)
  open.value = true
  const signing = sign('M0 0')
  expect(busy.value).toBe(true)
  await signing
  expect([open.value, busy.value, problem.value]).toEqual([false, false, ''])
  expect(saved.value?.jws).toBe('M0 0')
  expect(scrollTo).toHaveBeenCalledExactlyOnceWith(0, 0)
})

test('what could not be kept says why, with the sheet still open for another try', async () => {
  const full = new StoreError('storage_full', 'the phone has no room left')
  const seal = vi.fn<() => Promise<EntryRow>>().mockRejectedValueOnce(full).mockResolvedValue(entry)
  const { open, busy, problem, saved, sign } = useSigning(seal)
  open.value = true
  await sign('')
  expect([open.value, busy.value, problem.value]).toEqual([true, false, problemText(full)])
  expect(problem.value).not.toBe('')
  expect(saved.value).toBeNull()
  expect(scrollTo).not.toHaveBeenCalled()

  await sign('')
  expect([open.value, problem.value, saved.value]).toEqual([false, '', entry])
})
