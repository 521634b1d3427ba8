/** Shrinks photos off the main thread, one at a time as they come. */
import { shrink, type ShrinkReply, type ShrinkRequest } from './shrink.ts'

declare const self: DedicatedWorkerGlobalScope

self.addEventListener('message', ({ data }: MessageEvent<ShrinkRequest>) => {
  void answer(data)
})

async function answer({ id, bytes, how }: ShrinkRequest): Promise<void> {
  try {
    const prepared = await shrink(bytes, how)
    const moved = prepared ? [prepared.bytes, prepared.thumb] : []
    self.postMessage({ id, prepared } satisfies ShrinkReply, moved)
  } catch (error) {
    self.postMessage({ id, failed: String(error) } satisfies ShrinkReply)
  }
}
