/**
 * Carries to the server what a colleague's phone told of.
 *
 * Guarantee: it never holds up this phone's own entries. An entry that arrives by two phones is in
 * the journal once; one whose predecessors are still on the other phone waits here and is offered
 * again, until a pull shows it or the server says that it is none of ours.
 */
import type { Store } from '../store/types.ts'
import { send } from './push.ts'

/** Throws ApiError; what was answered by then is kept. */
export async function carry(store: Store): Promise<void> {
  const [memory, carried] = [await store.inner.memory(), await store.inner.carried()]
  if (!memory) return
  // each by itself: one that is refused says nothing of the next
  for (const { id, jws } of carried) {
    const { answers } = await send(store, memory.epoch, [jws])
    const [answer] = answers
    if (answer) await store.inner.carriedAnswered(id, answer)
  }
}
