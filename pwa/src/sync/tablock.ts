/**
 * Lets one tab work at a time, to spare the network.
 *
 * Nothing depends on it: a tab that the system froze may hold the lock for ever, so the patient wait
 * only a while, and the others are put off only so many times.
 */

const PATIENCE_MS = 10_000
const MAX_MISSED = 3

export class TabLock {
  readonly #name: string
  /** How often in a row another tab was at it. */
  #missed = 0

  constructor(name: string) {
    this.#name = name
  }

  /** Runs `work`, or leaves it to the tab that is at it already. `patient` waits for that one. */
  async run(work: () => Promise<void>, patient: boolean): Promise<void> {
    const locks = lockManager()
    if (!locks) return work()
    const isDone = await underLock(locks, this.#name, work, patient)
    this.#missed = isDone ? 0 : this.#missed + 1
    if (!isDone && (patient || this.#missed >= MAX_MISSED)) await work()
  }
}

/** Whether the lock was got, and `work` done. */
async function underLock(
  locks: LockManager,
  name: string,
  work: () => Promise<void>,
  patient: boolean,
): Promise<boolean> {
  const control = new AbortController()
  const timer = setTimeout(() => {
    control.abort()
  }, PATIENCE_MS)
  let isDone = false
  try {
    const options = patient ? { signal: control.signal } : { ifAvailable: true }
    await locks.request(name, options, async (lock) => {
      clearTimeout(timer)
      if (!lock) return
      isDone = true
      await work()
    })
  } catch (error) {
    if (!control.signal.aborted || isDone) throw error
  } finally {
    clearTimeout(timer)
  }
  return isDone
}

/** None on older phones, nor on pages that are not secure. */
function lockManager(): LockManager | undefined {
  return typeof navigator === 'undefined'
    ? undefined
    : (navigator as Partial<Pick<Navigator, 'locks'>>).locks
}
