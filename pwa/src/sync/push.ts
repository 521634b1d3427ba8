/**
 * Sends what is queued, in order.
 *
 * Guarantees: an entry leaves the queue only by an answer of our server to that very entry, under a
 * checkpoint that covers it and that the log's key signed; what was refused is kept and shown, and its place in the sequence is sealed again so that the rest
 * goes on. Sending twice does no harm: the journal knows its entries by their bytes.
 */
import type { EntryRow, Store } from '../store/types.ts'
import { presented } from '../wire/disclosures.ts'
import { instant } from '../wire/time.ts'
import type { EntryAnswer, Push, Pushed, Seen } from '../wire/types.ts'
import { ApiError, call } from './client.ts'
import { type Signed, signed, unsigned } from './witness.ts'

export const MAX_ENTRIES = 100
/** Of the whole body; the limit is 256 KiB. */
export const MAX_PUSH_BYTES = 255 * 1024
const FRAME_BYTES = 1024 // epoch, time and checkpoint around the entries

/**
 * Send until the queue is empty. Returns the newest checkpoint that came with the answers, null
 * where there was nothing to send. Throws ApiError; what was answered by then is kept.
 */
export async function push(store: Store): Promise<string | null> {
  let limit = MAX_ENTRIES
  let stuckAt = ''
  let note: string | null = null
  for (;;) {
    const [memory, queue] = [await store.inner.memory(), await store.inner.queued()]
    if (!memory || queue.length === 0) return note
    const batch = take(queue, limit)
    let answers: EntryAnswer[]
    try {
      const sent = await send(store, memory.epoch, batch.map(presented))
      answers = sent.answers
      note = sent.checkpoint.note
    } catch (error) {
      if (!isTooLarge(error) || batch.length === 1) throw error
      limit = Math.ceil(batch.length / 2)
      continue
    }
    const gap = await settle(store, batch, answers)
    if (gap === null) continue
    const place = `${gap.dev}/${String(gap.seq)}`
    if (place === stuckAt) throw sequenceLost(gap)
    stuckAt = place
    await fill(store, gap)
  }
}

/** As many as fit into one request. */
function take(queue: readonly EntryRow[], limit: number): EntryRow[] {
  let bytes = FRAME_BYTES
  let count = 0
  for (const entry of queue.slice(0, limit)) {
    bytes += presented(entry).length + 3 // quotes and comma
    if (count > 0 && bytes > MAX_PUSH_BYTES) break
    count += 1
  }
  return queue.slice(0, count)
}

/** One request: as many answers as there were entries, under a checkpoint that covers them. */
export async function send(
  store: Store,
  epoch: string,
  batch: readonly string[],
): Promise<{ answers: EntryAnswer[]; checkpoint: Signed }> {
  const body: Push = {
    epoch,
    sent_at: instant(),
    held: await heldBy(store),
    entries: [...batch],
  }
  const pushed = await call<Pushed>('/api/entries', { method: 'POST', json: body })
  if (!Array.isArray(pushed.answers) || pushed.answers.length !== batch.length) throw nonsense()
  if (pushed.epoch !== epoch) throw wrongEpoch()
  const checkpoint = await signed(store, pushed.checkpoint)
  // what is in the journal is under its newest checkpoint; an answer that is not is no promise
  const isCovered = pushed.answers.every((answer) => !('pos' in answer) || answer.pos < checkpoint.size)
  if (!isCovered) throw unsigned()
  return { answers: pushed.answers, checkpoint }
}

/** The newest checkpoint in hand: the server compares it with its own log. */
async function heldBy(store: Store): Promise<Seen | null> {
  const held = (await store.log())?.held
  return held ? { origin: held.origin, size: held.size, root: held.root } : null
}

interface Gap {
  dev: string
  seq: number
}

/** Keep the answers; returns the first place that the server lacks, if there is one. */
async function settle(
  store: Store,
  batch: readonly EntryRow[],
  answers: readonly EntryAnswer[],
): Promise<Gap | null> {
  const pairs = batch.map((entry, i) => [entry, answers[i] ?? { answer: 'gap', have: 0 }] as const)
  await store.inner.answered(
    pairs.filter(([, { answer }]) => answer !== 'gap').map(([{ id }, answer]) => [id, answer]),
  )
  for (const [entry, answer] of pairs) {
    if (answer.answer !== 'refused') continue
    if (answer.code === 'unknown_device') throw unknownDevice(answer.detail)
    // a placeholder that is refused as well would only be followed by the next one
    if (entry.kind === 'entry.withheld') throw placeholderRefused(answer.detail)
    await store.inner.withhold(entry)
  }
  for (const [{ dev }, answer] of pairs) {
    if (answer.answer === 'gap') return { dev, seq: answer.have + 1 }
  }
  return null
}

/** Bring back what the server lacks. */
async function fill(store: Store, gap: Gap): Promise<void> {
  const entry = await store.inner.requeue(gap.dev, gap.seq)
  if (entry === null) throw sequenceLost(gap)
  if (entry.state === 'refused') await store.inner.withhold(entry)
}

function isTooLarge(error: unknown): boolean {
  return error instanceof ApiError && error.status === 413
}

function nonsense(): ApiError {
  return new ApiError(
    200,
    'captive',
    '应答不是来自本系统，尚未上传。 The answer did not come from our server; nothing was sent.',
    '请检查网络是否需要登录认证。 See whether this network wants a sign-in.',
  )
}

function wrongEpoch(): ApiError {
  return new ApiError(
    409,
    'wrong_epoch',
    '服务器已从备份恢复。 The server was restored from a backup.',
    '本机会自动重新上传。 This phone sends everything again by itself.',
  )
}

function unknownDevice(detail: string): ApiError {
  return new ApiError(
    403,
    'unknown_device',
    `服务器不认识本终端${detail ? `（${detail}）` : ''}。 The server does not know this phone.`,
    '记录已保留，可导出；请到前台重新登记本终端。 ' +
      'Everything is kept and can be exported; enrol this phone again at the desk.',
  )
}

function placeholderRefused(detail: string): ApiError {
  return new ApiError(
    422,
    'sequence_blocked',
    `占位记录未被接受${detail ? `（${detail}）` : ''}。 A placeholder entry was not accepted.`,
    '记录已保留，请导出后联系管理员。 Everything is kept; export it and call the administrator.',
  )
}

function sequenceLost({ seq }: Gap): ApiError {
  return new ApiError(
    409,
    'sequence_lost',
    `服务器缺少本机第 ${String(seq)} 号记录，本机也已没有。 ` +
      `The server lacks entry ${String(seq)} of this phone, and so does the phone.`,
    '请导出未传记录并联系管理员。 Export what is unsent and call the administrator.',
  )
}
