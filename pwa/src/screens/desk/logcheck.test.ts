/** A log is proved whole, and every way of bending it is named. */
import { sha256, toBase64url } from '@/wire/base64url.ts'
import { toBase64 } from '@/wire/base64.ts'
import { makeDeviceKey, type DeviceKey } from '@/wire/keys.ts'
import { leafHash } from '@/wire/merkle.ts'
import { openVkey, vkeyOf } from '@/wire/notes.ts'
import { sealEntry, uuidv7 } from '@/wire/seal.ts'
import type { LoggedEntries, LoggedEntry } from '@/wire/types.ts'
import { getPublicKeyAsync, signAsync, utils } from '@noble/ed25519'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkLog, type Asked, type Kept, type Verdict } from './logcheck.ts'
import { GrowingTree } from './logtree.ts'

const PAGE = 4
const ORIGIN = 'log.example/journal/e1'
const utf8 = new TextEncoder()
const secret = utils.randomSecretKey()
const at = '2013-05-10T06:00:00.000Z'

/** The textbook's definition, by recursion over all leaves. */
async function rootOf(leaves: Uint8Array[]): Promise<Uint8Array> {
  if (leaves.length === 0) return sha256(new Uint8Array())
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  const [left, right] = [await rootOf(leaves.slice(0, half)), await rootOf(leaves.slice(half))]
  return sha256(Uint8Array.of(1, ...left, ...right))
}

const leavesOf = (log: LoggedEntry[]): Promise<Uint8Array[]> =>
  Promise.all(log.map((one) => leafHash(one.jws, one.received_at, one.answer as 'stored', one.code)))

async function keyOf(name = ORIGIN): Promise<string> {
  const key = await getPublicKeyAsync(secret)
  const named = Uint8Array.of(...utf8.encode(name), 0x0a, 1, ...key)
  const id = [...(await sha256(named)).slice(0, 4)].map((b) => b.toString(16).padStart(2, '0'))
  return vkeyOf(await openVkey(`${name}+${id.join('')}+${toBase64(Uint8Array.of(1, ...key))}`))
}

async function noteOf(log: LoggedEntry[], origin = ORIGIN): Promise<string> {
  const text = `${origin}\n${String(log.length)}\n${toBase64(await rootOf(await leavesOf(log)))}\n`
  const key = await getPublicKeyAsync(secret)
  const id = (await sha256(Uint8Array.of(...utf8.encode(origin), 0x0a, 1, ...key))).slice(0, 4)
  const signature = await signAsync(utf8.encode(text), secret)
  return `${text}\n— ${origin} ${toBase64(Uint8Array.of(...id, ...signature))}\n`
}

async function seal(key: DeviceKey, seq: number, kind: string, body: object): Promise<string> {
  const envelope = { v: 1, id: uuidv7(), seq, kind, kv: 1, at, actor: 'wang', seen: null, body, photos: [] }
  return sealEntry(key.privateKey, key.dev, envelope as never)
}

const logged = (pos: number, jws: string, code: string | null = null): LoggedEntry => ({
  pos,
  jws,
  disclosures: [],
  received_at: at,
  answer: code === null ? 'stored' : 'quarantined',
  code,
})

let desk: DeviceKey
let phone: DeviceKey
let log: LoggedEntry[]

beforeAll(async () => {
  desk = await makeDeviceKey()
  phone = await makeDeviceKey()
  const enrol = ({ dev, jwk }: DeviceKey, isDesk: boolean) => ({ dev, jwk, user: 'x', name: 'x', desk: isDesk })
  const texts = [
    await seal(desk, 1, 'device.enrolled', enrol(desk, true)),
    await seal(desk, 2, 'device.enrolled', enrol(phone, false)),
  ]
  for (let seq = 1; seq <= 9; seq += 1) texts.push(await seal(phone, seq, 'crate.arrived', { seq }))
  log = texts.map((jws, pos) => logged(pos, jws, pos === 5 ? 'no_right' : null))
})

function serve(entries: LoggedEntry[]): (from: number) => Promise<LoggedEntries> {
  return (from) => {
    const next = from + PAGE < entries.length ? from + PAGE : null
    return Promise.resolve({ entries: entries.slice(from, from + PAGE), next })
  }
}

async function check(entries: LoggedEntry[], over: Partial<Asked> = {}): Promise<Verdict> {
  const asked = { note: await noteOf(log), vkey: await keyOf(), kept: null, old: '', ...over }
  return checkLog(asked, serve(entries), () => undefined)
}

async function keptAt(size: number, more: Partial<Kept> = {}): Promise<Kept> {
  const root = toBase64(await rootOf(await leavesOf(log.slice(0, size))))
  return { origin: ORIGIN, size, root, vkey: await keyOf(), at, ...more }
}

const codes = (verdict: Verdict): string[] => verdict.faults.map(({ code }) => code)
const bent = (pos: number, over: Partial<LoggedEntry>): LoggedEntry[] =>
  log.map((entry) => (entry.pos === pos ? { ...entry, ...over } : entry))

describe('the tree', () => {
  it('has the textbook’s root at every size', async () => {
    const leaves = await leavesOf(log)
    const tree = new GrowingTree()
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(await tree.root()).toEqual(await rootOf(leaves.slice(0, size)))
      const next = leaves[size]
      if (next) await tree.add(next)
    }
  })
})

describe('a log', () => {
  it('that is whole has no fault, and progress reaches its size', async () => {
    const seen: number[] = []
    const asked = { note: await noteOf(log), vkey: await keyOf(), kept: null, old: '' }
    const verdict = await checkLog(asked, serve(log), (done) => seen.push(done))
    expect(verdict).toMatchObject({ faults: [], entries: 11, continues: null, more: 0 })
    expect(seen).toEqual([0, 4, 8, 11])
  })

  it('that grew meanwhile is proved up to its checkpoint', async () => {
    const more = [...log, logged(11, await seal(phone, 10, 'crate.arrived', {}))]
    expect(await check(more)).toMatchObject({ faults: [], entries: 11 })
  })

  it.each([
    ['a received time', { received_at: '2013-05-10T06:00:00.001Z' }],
    ['a verdict', { answer: 'quarantined', code: 'no_right' } as const],
  ])('of which %s was changed is another', async (_, over) => {
    expect(codes(await check(bent(3, over)))).toEqual(['root'])
  })

  it('with an entry changed names it', async () => {
    const [head, , signature] = (log[3]?.jws ?? '').split('.')
    const payload = toBase64url(utf8.encode('{"kind":"crate.arrived"}'))
    const verdict = await check(bent(3, { jws: [head, payload, signature].join('.') }))
    expect(verdict.faults).toEqual([
      { code: 'bad', pos: 3 },
      { code: 'root', pos: null },
    ])
  })

  it('with an entry of nobody names it', async () => {
    const stranger = await makeDeviceKey()
    const entries = bent(6, { jws: await seal(stranger, 1, 'crate.arrived', {}) })
    expect((await check(entries)).faults[0]).toEqual({ code: 'no_key', pos: 6 })
  })

  it('lets no phone enrol itself, and nothing quarantined enrol anybody', async () => {
    const stranger = await makeDeviceKey()
    const body = { dev: stranger.dev, jwk: stranger.jwk, user: 'x', name: 'x', desk: false }
    const own = await seal(stranger, 1, 'device.enrolled', body)
    expect((await check(bent(6, { jws: own }))).faults[0]).toEqual({ code: 'no_key', pos: 6 })
    const asDesk = await seal(stranger, 1, 'device.enrolled', { ...body, desk: true })
    const held = bent(6, { jws: asDesk, answer: 'quarantined', code: 'no_right' })
    expect((await check(held)).faults[0]).toEqual({ code: 'no_key', pos: 6 })
  })

  it('with entries swapped, removed or cut off says so', async () => {
    const [a, b, ...rest] = log
    if (!a || !b) throw new Error('no log')
    expect(codes(await check([b, a, ...rest]))).toContain('misplaced')
    expect(codes(await check(log.filter(({ pos }) => pos !== 7)))).toContain('short')
    expect((await check(log.slice(0, 8))).faults).toEqual([{ code: 'short', pos: 8 }])
  })

  it('whose note is not signed by its key is not looked at further', async () => {
    const note = (await noteOf(log)).replace('\n11\n', '\n12\n')
    expect(await check(log, { note })).toMatchObject({ checkpoint: null, entries: 0 })
  })
})

describe('what this browser proved before', () => {
  it('is a beginning of the log that grew from it', async () => {
    expect(await check(log, { kept: await keptAt(6) })).toMatchObject({ continues: true, faults: [] })
  })

  it('shows a log that was rewritten, though all of it holds in itself', async () => {
    const kept = await keptAt(6, { root: toBase64(new Uint8Array(32)) })
    const verdict = await check(log, { kept })
    expect(verdict.continues).toBe(false)
    expect(verdict.faults).toEqual([{ code: 'kept_root', pos: 6 }])
  })

  it('shows a log that was rolled back', async () => {
    const verdict = await check(log, { kept: await keptAt(11, { size: 12 }) })
    expect(verdict).toMatchObject({ continues: false, faults: [{ code: 'kept_longer' }] })
  })

  it('shows another key, but not the same key of a restored log', async () => {
    const other = await keptAt(6, { vkey: `${ORIGIN}+00000000+${toBase64(new Uint8Array(33))}` })
    expect(codes(await check(log, { kept: other }))).toEqual(['key_changed'])
    const renamed = await keptAt(6, { origin: 'log.example/journal/e0', vkey: await keyOf('log.example/journal/e0') })
    expect(codes(await check(log, { kept: renamed }))).toEqual([])
  })
})

describe('a checkpoint that somebody kept on paper', () => {
  it('is a beginning of the log, also under its former name', async () => {
    const former = await noteOf(log.slice(0, 7), 'log.example/journal/e0')
    for (const old of [await noteOf(log.slice(0, 7)), former]) {
      expect(await check(log, { old })).toMatchObject({ old: 7, faults: [] })
    }
  })

  it('shows a log that was rewritten or rolled back since', async () => {
    const rewritten = await noteOf([...log.slice(1, 4)])
    expect((await check(log, { old: rewritten })).faults).toEqual([{ code: 'old_root', pos: 3 }])
    const longer = await noteOf([...log, ...log])
    expect((await check(log, { old: longer })).faults).toEqual([{ code: 'old_longer', pos: 22 }])
  })

  it('counts only with the signature of the log’s key', async () => {
    const forged = (await noteOf(log.slice(0, 7))).replace('\n7\n', '\n8\n')
    expect(await check(log, { old: forged })).toMatchObject({ old: 'not_ours', faults: [] })
    expect(await check(log, { old: 'nothing' })).toMatchObject({ old: 'not_ours', faults: [] })
  })
})
