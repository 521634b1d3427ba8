/** For tests: a store on a database of its own, as a phone would have it. */
import 'fake-indexeddb/auto'
import { sha256Hex } from '../src/wire/base64url.ts'
import { makeDeviceKey } from '../src/wire/keys.ts'
import type { Change, Changes, Crate } from '../src/wire/types.ts'
import { openStore } from '../src/store/open.ts'
import type { Prepare } from '../src/store/prepare.ts'
import type { Store } from '../src/store/types.ts'
import { TestLog } from './log.ts'

let count = 0

/** The log of an epoch, as the test server keeps it. */
export const logOfEpoch = (epoch: string): TestLog => new TestLog(`localhost/journal/${epoch}`)

/** Takes any bytes for a photo: shrinking needs a browser. */
export const asPhoto: Prepare = async (bytes) => {
  const sha256 = await sha256Hex(bytes)
  const original = { sha256, size: bytes.byteLength, type: 'image/jpeg', taken_at: null }
  return {
    bytes,
    sha256,
    type: 'image/jpeg',
    thumb: new ArrayBuffer(3),
    original: { ...original, latitude: null, longitude: null },
  }
}

/** A second store of the same name is another tab of the same phone. */
export async function aStore(name = `test-${String(++count)}`): Promise<Store> {
  return openStore({ name, prepare: asPhoto })
}

export async function enrolled(store: Store, { user = 'li.lei', epoch = 'e1', root_key = 'BA' } = {}): Promise<string> {
  const { dev, privateKey, publicKey } = await makeDeviceKey()
  await store.inner.enrol({
    dev,
    user,
    name: '手机一',
    epoch,
    root_key,
    log_vkey: await logOfEpoch(epoch).vkey(),
    trust: { version: 1, token: 'list-1' },
    privateKey,
    publicKey,
  })
  return dev
}

export function page(changes: Partial<Change>[], more: Partial<Changes> = {}): Changes {
  return {
    epoch: 'e1',
    shape: 's1',
    cursor: 'e1:10',
    more: false,
    checkpoint: '',
    changes: changes.map((change, i) => ({ view: 'crate', key: '', pos: i + 1, doc: null, ...change })),
    ...more,
  }
}

export function crate(n: number, more: Partial<Crate> = {}): Crate {
  return {
    id: `210900113004200/${String(n)}`,
    declaration: '210900113004200',
    n,
    total: 60,
    stand: 'N01',
    exhibitor: '荷兰球根协会',
    marks: null,
    goods: { name: '郁金香', latin: 'Tulipa gesneriana', origin: 'NL', class: 'bulbs' },
    state: 'labelled',
    record: null,
    result: null,
    label: null,
    former_labels: [],
    ...more,
  } as Crate
}

export function photo(text: string): Blob {
  return new Blob([text], { type: 'image/jpeg' })
}
