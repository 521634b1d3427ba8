/** A label before an inspector: the shared vectors' tokens, judged with what this phone knows. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { aStore, enrolled, page } from '../../../tests/phone.ts'
import type { Store } from '@/store/types.ts'
import { makeDeviceKey } from '@/wire/keys.ts'
import { toBase64url } from '@/wire/base64url.ts'
import type { Crate, CrateLabel } from '@/wire/types.ts'
import { aCrate } from './fixtures.ts'
import { judgeScan, judgeTyped } from './judge.ts'

const file = new URL('../../../../tests/vectors/labels/judge-valid.json', import.meta.url)
const [bare] = (
  JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as {
    cases: { text: string; trust: string; root_point: string; today: string; expect: { number: string } }[]
  }
).cases
if (!bare) throw new Error('the vectors hold no valid label')
const { text, trust, today } = bare
const { number } = bare.expect
const HERE = { latitude: 41.1, longitude: 121.1, accuracy_m: 10 }

const label: CrateLabel = {
  number,
  token: text,
  port: 'DAL',
  destination: 'B12-07',
  issued: '2013-04-28',
  valid_until: '2013-11-01',
  by: 'port',
  state: 'issued',
  reason: null,
  replaced_by: null,
  prints: [],
  spoiled: 0,
  affixed: null,
}
const listed = (more: Partial<Crate> = {}): Crate =>
  aCrate(3, { id: '210900113004217/3', declaration: '210900113004217', label, ...more })

async function aPhone(crate: Crate | null, index: 'issued' | 'void' | 'replaced' = 'issued'): Promise<Store> {
  const store = await aStore()
  await enrolled(store)
  const { privateKey, publicKey } = await makeDeviceKey()
  const root_key = toBase64url(Buffer.from(bare?.root_point ?? '', 'hex'))
  await store.inner.enrol({
    ...{ dev: 'phone', user: 'wang', name: '手机', epoch: 'e1', root_key, log_vkey: '' },
    ...{ trust: { version: 999, token: trust }, privateKey, publicKey },
  })
  const doc = crate ?? listed({ id: '210900113004217/4', n: 4, label: null })
  await store.inner.applyChanges(
    page([
      { view: 'crate', key: doc.id, doc },
      ...(crate ? [{ view: 'label', key: number, doc: { number, crate: crate.id, state: index } }] : []),
    ]),
  )
  return store
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${today}T12:00:00+08:00`) })
  return () => vi.useRealTimers()
})

describe('a genuine label', () => {
  test('of a crate on the list is valid, and leads to it', async () => {
    const scanned = await judgeScan(await aPhone(listed()), text, null)
    expect(scanned.verdict).toMatchObject({ code: 'valid', also: [], number })
    expect(scanned.crate).toBe('210900113004217/3')
  })

  test('of a crate that was unpacked says so', async () => {
    const phone = await aPhone(listed({ state: 'inspecting', record: 'r1' }))
    expect((await judgeScan(phone, text, null)).verdict.code).toBe('unpacked')
  })

  test('that the newest pull voided is void, though the trust list is older', async () => {
    expect((await judgeScan(await aPhone(listed(), 'void'), text, null)).verdict.code).toBe('void')
    expect((await judgeScan(await aPhone(listed(), 'replaced'), text, null)).verdict.code).toBe('replaced')
  })

  test('of a crate that the list does not have is not listed', async () => {
    expect((await judgeScan(await aPhone(null), text, null)).verdict.code).toBe('not_listed')
  })

  test('for another place than the list says is at the wrong destination', async () => {
    const phone = await aPhone(listed({ label: { ...label, destination: 'N01' } }))
    expect((await judgeScan(phone, text, null)).verdict.code).toBe('wrong_destination')
  })

  test('scanned on both faces of its crate is no copy; far away it is', async () => {
    const phone = await aPhone(listed())
    await judgeScan(phone, text, HERE)
    expect((await judgeScan(phone, text, HERE)).verdict.code).toBe('valid')
    expect((await judgeScan(phone, text, { ...HERE, latitude: 41.2 })).verdict.code).toBe('seen_elsewhere')
  })
})

test('any other code is not ours, and leads nowhere', async () => {
  const scanned = await judgeScan(await aPhone(listed()), 'https://example.org/menu', null)
  expect(scanned.verdict.code).toBe('not_ours')
  expect(scanned.crate).toBeNull()
})

describe('a typed number', () => {
  test('is judged by the token of the list, without hyphens and in either case', async () => {
    const typed = await judgeTyped(await aPhone(listed()), number.replaceAll('-', '').toLowerCase())
    expect(typed).toMatchObject({ found: { typed: true, verdict: { code: 'valid', number } } })
  })

  test('with one wrong character is mistyped, not unknown', async () => {
    const wrong = number.slice(0, -1) + (number.endsWith('A') ? 'B' : 'A')
    expect(await judgeTyped(await aPhone(listed()), wrong)).toMatchObject({ error: 'mistyped' })
  })

  test('that is sound but not on the list is unknown', async () => {
    expect(await judgeTyped(await aPhone(null), number)).toEqual({ unknown: number })
  })
})
