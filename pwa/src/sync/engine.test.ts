import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aStore, crate, enrolled, photo } from '../../tests/phone.ts'
import { json, loginPage, problem, TestServer } from '../../tests/server.ts'
import type { Store } from '../store/types.ts'
import type { InspectionRecorded } from '../wire/types.ts'
import { setBase } from './client.ts'
import { startSync } from './engine.ts'
import { CHUNK_BYTES } from './photos.ts'
import { push } from './push.ts'
import type { Sync, SyncStatus } from './types.ts'

const KEY = crate(1).id
const arrival = { crate: KEY, number: null, gate: null }
const SLOW = { idleMs: 3_600_000, floorMs: 3_600_000, capMs: 3_600_000 }

let server: TestServer
let store: Store
let dev: string
const syncs: Sync[] = []

beforeEach(async () => {
  server = new TestServer()
  setBase(await server.listen())
  store = await aStore()
  dev = await enrolled(store)
})

afterEach(async () => {
  for (const sync of syncs.splice(0)) sync.stop()
  store.close()
  await server.close()
})

function start(pace: Parameters<typeof startSync>[1] = SLOW): Sync {
  const sync = startSync(store, pace)
  syncs.push(sync)
  return sync
}

/** Resolves with the first status of which `holds` is true. */
function until(sync: Sync, holds: (status: SyncStatus) => boolean): Promise<SyncStatus> {
  return new Promise((resolve) => {
    const stop = sync.subscribe((status) => {
      if (!holds(status)) return
      resolve(status)
      queueMicrotask(() => {
        stop()
      })
    })
  })
}

const isAt = (state: SyncStatus['state']) => (status: SyncStatus) => status.state === state

describe('without being asked', () => {
  test('pulls at the start, and says when it was last in touch', async () => {
    server.changes = [{ view: 'crate', key: KEY, pos: 1, doc: crate(1) }]
    const sync = start()
    const status = await until(sync, ({ lastSuccess }) => lastSuccess !== null)
    expect(Date.parse(status.lastSuccess ?? '')).toBeGreaterThan(Date.now() - 60_000)
    expect(await store.crates()).toHaveLength(1)
  })

  test('sends what is sealed later, at once', async () => {
    const sync = start()
    await until(sync, ({ lastSuccess }) => lastSuccess !== null)
    await store.record('crate.arrived', arrival)
    const queued = await until(sync, ({ unsentEntries }) => unsentEntries === 1)
    expect(queued.oldestUnsent).not.toBeNull()
    await until(sync, ({ unsentEntries, state }) => unsentEntries === 0 && state === 'idle')
    expect(server.has(dev)).toEqual([1])
    expect(sync.status).toMatchObject({ bytesTotal: 0, bytesSent: 0, oldestUnsent: null })
  })

  test('a phone that is not enrolled asks nothing', async () => {
    const fresh = await aStore()
    const sync = startSync(fresh, SLOW)
    syncs.push(sync)
    expect(await sync.now()).toMatchObject({ state: 'idle', lastSuccess: null, lastError: null })
    expect(server.log).toEqual([])
    fresh.close()
  })

  test('tries again by itself, and tells how it stands meanwhile', async () => {
    let broken = true
    server.intercept = (request) => {
      if (broken) request.socket.destroy()
      return broken
    }
    const sync = start({ floorMs: 5, capMs: 20, idleMs: 3_600_000 })
    await store.record('crate.arrived', arrival)
    const offline = await until(sync, isAt('offline'))
    expect(offline.lastError).toMatchObject({ code: 'offline' })
    expect(offline.lastError?.detail).toMatch(/。 /)
    broken = false
    await until(sync, (status) => status.state === 'idle' && status.unsentEntries === 0)
    expect(sync.status.lastError).toBeNull()
  })

  test('a try that nobody answers changes nothing on screen', async () => {
    let tries = 0
    server.intercept = (request) => {
      tries += 1
      if (tries < 6) request.socket.destroy()
      return tries < 6
    }
    const sync = start({ floorMs: 5, capMs: 20, idleMs: 3_600_000 })
    const seen: string[] = []
    sync.subscribe(({ state }) => state !== seen.at(-1) && seen.push(state))
    await until(sync, () => tries >= 6)
    await until(sync, isAt('idle'))
    expect(seen.slice(seen.indexOf('syncing'))).toEqual(['syncing', 'offline', 'syncing', 'idle'])
  })
})

describe('what stands in the way', () => {
  test.each([
    ['sign_in', 401, 'not_signed_in'],
    ['error', 426, 'client_too_old'],
    ['error', 503, 'busy'],
  ] as const)('shows as %s for %i', async (state, status, code) => {
    server.intercept = (_, response) => {
      problem(response, status, code)
      return true
    }
    await store.record('crate.arrived', arrival)
    const shown = await until(start(), isAt(state))
    expect(shown.lastError).toMatchObject({ status, code })
    expect(await store.inner.queued()).toHaveLength(1)
  })

  test('an old app still sends what it has, though it pulls nothing', async () => {
    server.intercept = (request, response) => {
      if (request.url === '/api/entries') return false
      problem(response, 426, 'client_too_old')
      return true
    }
    await store.record('crate.arrived', arrival)
    await until(start(), isAt('error'))
    expect(server.has(dev)).toEqual([1])
  })

  test('an old app asks for the checkpoint that went with the tab that had pushed', async () => {
    await store.record('crate.arrived', arrival)
    await push(store) // answered, and the tab was closed before it could prove anything
    server.intercept = (request, response) => {
      if (request.url?.startsWith('/api/changes') !== true) return false
      problem(response, 426, 'client_too_old')
      return true
    }
    const shown = await until(start(), isAt('error'))
    expect(shown.lastError?.code).toBe('client_too_old')
    expect((await store.outbox())[0]?.trust).toBe('sealed')
    expect((await store.log())?.held?.size).toBe(server.journal.length)
  })

  test('a trust list that nobody may believe holds up no entry and no proof', async () => {
    server.changes = [{ view: 'trust', key: 'trust', pos: 0, doc: { version: 2, token: 'forged' } }]
    await store.record('crate.arrived', arrival)
    const shown = await until(start(), isAt('error'))
    expect(shown).toMatchObject({ lastError: { code: 'trust_refused' }, unsentEntries: 0 })
    expect((await store.outbox())[0]?.trust).toBe('sealed')
  })

  test('a full server is told; all is kept here, lists still come, and it goes once there is room', async () => {
    const photos = await Promise.all([photo('one'), photo('another')].map((it) => store.addPhoto(it)))
    const shas = photos.map(({ sha256 }) => sha256)
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, shas)
    server.changes = [{ view: 'crate', key: KEY, pos: 0, doc: crate(1) }]
    let full = /^POST /
    server.intercept = (request, response) => {
      if (!full.test(`${request.method ?? ''} ${request.url ?? ''}`)) return false
      problem(response, 507, 'disk_full')
      return true
    }
    const sync = start()
    expect((await until(sync, isAt('error'))).lastError?.code).toBe('disk_full')
    expect(await store.crates()).toHaveLength(1)
    expect((await store.outbox())[0]).toMatchObject({ state: 'queued', complete: false })
    full = /^(POST|PATCH) .api.photos/ // room for entries alone
    expect(await sync.now()).toMatchObject({ unsentEntries: 0, unsentPhotos: 2 })
    expect(server.log.filter((line) => line === 'POST /api/photos')).toHaveLength(1)
    expect((await store.outbox())[0]?.photos.map(({ state }) => state)).toEqual(['queued', 'queued'])
    full = /^never$/
    expect(await sync.now()).toMatchObject({ state: 'idle', lastError: null, unsentPhotos: 0 })
    expect([...server.photos.keys()].sort()).toEqual([...shas].sort())
  })

  test('a Wi-Fi login page is told as such', async () => {
    server.intercept = (_, response) => loginPage(response)
    const shown = await until(start(), isAt('captive'))
    expect(shown.lastSuccess).toBeNull()
  })

  test('Retry-After is obeyed', async () => {
    server.intercept = (_, response) => {
      problem(response, 503, 'busy', { 'retry-after': '3600' })
      return true
    }
    const sync = start({ floorMs: 1, capMs: 2, idleMs: 1 })
    await until(sync, isAt('error'))
    const asked = server.log.length
    await new Promise((resolve) => setTimeout(resolve, 60)) // thirty tries, were it not obeyed
    expect(server.log.length).toBe(asked)
    server.intercept = () => false
    expect((await sync.now()).lastError).toBeNull() // the button does not wait
  })
})

describe('photos', () => {
  const bytes = (length: number) => photo('x'.repeat(length))

  test('follow their entry, with progress in bytes', async () => {
    const { sha256 } = await store.addPhoto(bytes(2 * CHUNK_BYTES))
    const entry = await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
    const seen: SyncStatus[] = []
    const sync = start()
    sync.subscribe((status) => seen.push(status))
    await until(sync, (status) => status.unsentPhotos === 0 && status.state === 'idle' && status.lastSuccess !== null)
    const total = 2 * CHUNK_BYTES + entry.jws.length
    expect(seen).toContainEqual(expect.objectContaining({ bytesTotal: total, bytesSent: 0 }))
    expect(seen).toContainEqual(
      expect.objectContaining({ bytesTotal: total, bytesSent: entry.jws.length + CHUNK_BYTES }),
    )
    expect(server.log.filter((line) => !/changes|log/.test(line))).toEqual([
      'POST /api/entries',
      'POST /api/photos',
      `PATCH /api/photos/${sha256}`,
    ])
  })

  test('never hold up an entry: one sealed meanwhile goes first', async () => {
    const { sha256 } = await store.addPhoto(bytes(10))
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
    const sealedMeanwhile = new Promise<void>((resolve) => {
      server.intercept = (request, response) => {
        if (request.url !== '/api/photos') return false
        // the photo is answered only once the later entry is in the journal
        void store.record('crate.arrived', arrival).then(() => {
          const look = setInterval(() => {
            if (server.has(dev).length < 2) return
            clearInterval(look)
            response.setHeader('Upload-Offset', '10')
            response.writeHead(201).end()
            resolve()
          }, 2)
        })
        return true
      }
    })
    const sync = start()
    await sealedMeanwhile
    await until(sync, (status) => status.unsentPhotos === 0 && status.state === 'idle')
    expect(server.has(dev)).toEqual([1, 2])
  })

  test('one that the server stumbles over does not hold up the others', async () => {
    const bad = await store.addPhoto(bytes(10))
    const good = await store.addPhoto(bytes(11))
    const shas = [bad.sha256, good.sha256]
    await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, shas)
    server.intercept = (request, response) => {
      if (request.url !== '/api/photos' || request.headers['upload-length'] !== '10') return false
      problem(response, 500, 'broken')
      return true
    }
    const shown = await until(start(), isAt('error'))
    expect(shown.lastError).toMatchObject({ code: 'broken' })
    expect((await store.photo(good.sha256))?.state).toBe('stored')
    expect((await store.photo(bad.sha256))?.state).toBe('queued')
  })
})

test('after a restore everything is offered again, in one round', async () => {
  const { sha256 } = await store.addPhoto(photo('one'))
  await store.record('inspection.recorded', { crate: KEY } as InspectionRecorded, [sha256])
  const sync = start()
  await until(sync, (status) => status.unsentPhotos === 0 && status.lastSuccess !== null)
  await sync.now()
  Object.assign(server, { epoch: 'e2', journal: [], photos: new Map() })
  await store.record('crate.arrived', arrival)
  expect(await sync.now()).toMatchObject({ state: 'idle', unsentEntries: 0, unsentPhotos: 0 })
  expect(server.has(dev)).toEqual([1, 2])
  expect(server.photos.has(sha256)).toBe(true)
})

test('a defect is shown, not swallowed', async () => {
  const checkpoint = await server.note()
  server.intercept = (request, response) => {
    if (!request.url?.startsWith('/api/changes')) return false
    json(response, 200, { epoch: 'e1', cursor: 'e1:1', more: false, changes: [null], checkpoint })
    return true
  }
  const shown = await until(start(), isAt('error'))
  expect(shown.lastError?.code).toBe('defect')
})
