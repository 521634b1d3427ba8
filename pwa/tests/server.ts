/** For tests: a small real server on a free port that answers as the journal does, or worse. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Change, EntryAnswer, Enrolled, Envelope, PhotoArrival, Push, Seen } from '../src/wire/types.ts'
import { consistency, hashOf, inclusion, type Leaf, type TestLog } from './log.ts'
import { logOfEpoch } from './phone.ts'

type Reply = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>

const OPENING = Date.parse('2013-05-10T06:05:00Z')

export class TestServer {
  epoch = 'e1'
  /** Of the rows that it serves. */
  shape = 's1'
  /** JWS in journal order. */
  journal: string[] = []
  /** Why an entry of the journal is in quarantine, by its JWS. */
  faults = new Map<string, string>()
  /** When each came, by its JWS; no two at the same time. */
  times = new Map<string, string>()
  /** Instead of the epoch's own log. */
  signer: TestLog | null = null
  /** Instead of the true leaves, a tree that was tampered with. */
  leaves: ((real: Leaf[]) => Leaf[]) | null = null
  /** The checkpoints that phones said they hold, push by push. */
  held: (Seen | null)[] = []
  /** Notes handed in as evidence. */
  evidence: string[] = []
  changes: Change[] = []
  pageSize = 1000
  maxBatch = 100
  /** Answers given instead of the journal's own, by the entry's seq. */
  verdicts = new Map<number, EntryAnswer>()
  /** Consulted first; return true when it has answered. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false
  enrolled: ((jws: string) => Enrolled) | null = null
  photos = new Map<string, { length: number; bytes: Buffer }>()
  /** The entry that says that a photo is stored, by its hash. */
  arrivals = new Map<string, string>()
  #late: [string, { sha256: string; size: number }][] = []
  /** Method and path of every request. */
  log: string[] = []
  #came = 0
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        void this.#answer(request, response, Buffer.concat(chunks))
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  has(dev: string): number[] {
    const phones = this.journal.filter((jws) => jws.startsWith('eyJ')) // the desk's are told in words
    return phones.map(opened).filter((entry) => entry.dev === dev).map((entry) => entry.seq)
  }

  get ownLog(): TestLog {
    return this.signer ?? logOfEpoch(this.epoch)
  }

  note(size?: number): Promise<string> {
    return this.ownLog.note(this.#leaves().slice(0, size))
  }

  #leaves(): Leaf[] {
    const own = this.journal.map((jws) => {
      const fault = this.faults.get(jws)
      return { jws, received_at: this.times.get(jws) ?? '', judged: fault ? `quarantined:${fault}` : 'stored' }
    })
    return this.leaves?.(own) ?? own
  }

  #answer: Reply = async (request, response, body) => {
    const path = request.url ?? ''
    this.log.push(`${request.method ?? ''} ${path.split('?')[0] ?? ''}`)
    if (this.intercept(request, response)) return
    if (path === '/api/entries') await this.#push(response, body)
    else if (path.startsWith('/api/changes')) await this.#pull(request, response)
    else if (path.startsWith('/api/log/')) await this.#prove(request, response, body)
    else if (path === '/api/enrolments') this.#enrol(response, body)
    else if (path.startsWith('/api/photos')) this.#tus(request, response, body)
    else problem(response, 404, 'not_found')
  }

  async #push(response: ServerResponse, body: Buffer): Promise<void> {
    const { epoch, entries, held } = JSON.parse(body.toString()) as Push
    if (epoch !== this.epoch) {
      problem(response, 409, 'wrong_epoch')
      return
    }
    if (entries.length > this.maxBatch) {
      problem(response, 413, 'too_large')
      return
    }
    this.held.push(held)
    const answers = entries.map((jws) => this.#judge(jws))
    json(response, 200, { epoch, answers, checkpoint: await this.note() })
  }

  #judge(jws: string): EntryAnswer {
    const { dev, seq, kind } = opened(jws)
    const at = this.journal.indexOf(jws)
    if (at >= 0) return this.#stored(at, 'duplicate')
    const forced = this.verdicts.get(seq)
    if (forced?.answer === 'quarantined') this.faults.set(jws, forced.code)
    else if (forced && kind !== 'entry.withheld') return forced
    const have = this.has(dev)
    if (have.includes(seq)) return { answer: 'conflict', code: 'seq' }
    if (seq > have.length + 1) return { answer: 'gap', have: have.length }
    this.journal.push(jws)
    this.times.set(jws, new Date(OPENING + ++this.#came).toISOString())
    return this.#stored(this.journal.length - 1, 'stored')
  }

  #stored(pos: number, answer: 'stored' | 'duplicate'): EntryAnswer {
    const jws = this.journal[pos] ?? ''
    const received = { pos, received_at: this.times.get(jws) ?? '' }
    const code = this.faults.get(jws)
    if (code !== undefined) return { answer: 'quarantined', code, ...received } as EntryAnswer
    return { answer, objections: [], ...received }
  }

  async #pull(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor') ?? ''
    const [epoch, pos] = cursor === '' ? [this.epoch, '0'] : cursor.split(':')
    if (epoch !== this.epoch) {
      problem(response, 409, 'wrong_epoch')
      return
    }
    const due = this.changes.filter((change) => change.pos >= Number(pos))
    const page = due.slice(0, this.pageSize)
    const next = (page.at(-1)?.pos ?? -1) + 1
    const more = due.length > page.length
    json(response, 200, {
      epoch: this.epoch,
      shape: this.shape,
      cursor: `${this.epoch}:${String(more ? next : Math.max(next, this.journal.length))}`,
      more,
      changes: page,
      checkpoint: await this.note(),
    })
  }

  async #prove(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    const asked = (name: string): number => Number(searchParams.get(name))
    const hashes = this.#leaves().map(hashOf)
    if (pathname === '/api/log/checkpoint') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(await this.note())
    } else if (pathname === '/api/log/consistency') {
      const [first, second] = [asked('first'), asked('second')]
      if (second > hashes.length) {
        problem(response, 404, 'no_such_size')
        return
      }
      const proof = consistency(first, hashes.slice(0, second)).map((hash) => hash.toString('base64'))
      json(response, 200, { first, second, proof })
    } else if (pathname === '/api/log/proofs') {
      const { size, pos } = JSON.parse(body.toString()) as { size: number; pos: number[] }
      const nodes: string[] = []
      const shared = (hash: Buffer): number => {
        const text = hash.toString('base64')
        return nodes.includes(text) ? nodes.indexOf(text) : nodes.push(text) - 1
      }
      const paths = pos.map((at) => inclusion(at, hashes.slice(0, size)).map(shared))
      json(response, 200, { checkpoint: await this.note(size), nodes, paths })
    } else if (pathname === '/api/log/photos') {
      const { photos } = JSON.parse(body.toString()) as { photos: string[] }
      for (const [sha256, as] of this.#late.splice(0)) this.attest(sha256, as)
      json(response, 200, { arrivals: photos.flatMap((sha256) => this.#arrival(sha256)) })
    } else if (pathname === '/api/log/held') {
      this.evidence.push((JSON.parse(body.toString()) as { note: string }).note)
      response.writeHead(204).end()
    } else problem(response, 404, 'not_found')
  }

  /** The desk enters that a photo is stored; `as` is what it says of it. */
  attest(sha256: string, as: { sha256: string; size: number }): void {
    const [header, payload] = [{ kid: 'desk' }, { kind: 'photo.stored', seq: this.journal.length, body: as }]
    const jws = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    this.arrivals.set(sha256, `${jws.join('.')}.c2ln`)
    this.journal.push(`${jws.join('.')}.c2ln`)
  }

  /** As `attest`, but only when somebody asks for arrivals. */
  hearsLate(sha256: string, as: { sha256: string; size: number }): void {
    this.#late.push([sha256, as])
  }

  #arrival(sha256: string): PhotoArrival[] {
    const jws = this.arrivals.get(sha256)
    const pos = this.journal.indexOf(jws ?? '')
    if (jws === undefined || pos < 0) return []
    const entry = { pos, jws, disclosures: [], received_at: '', answer: 'stored', code: null }
    return [{ sha256, entry }]
  }

  #enrol(response: ServerResponse, body: Buffer): void {
    if (!this.enrolled) {
      problem(response, 403, 'enrolment_refused')
      return
    }
    json(response, 201, this.enrolled((JSON.parse(body.toString()) as { jws: string }).jws))
  }

  #tus(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    response.setHeader('Tus-Resumable', '1.0.0')
    const sha256 = (request.method === 'POST' ? metadata(request) : request.url?.split('/').at(-1)) ?? ''
    if (request.method === 'POST' && !this.photos.has(sha256)) {
      const length = Number(request.headers['upload-length'])
      this.photos.set(sha256, { length, bytes: Buffer.alloc(0) })
    }
    const photo = this.photos.get(sha256)
    if (!photo) {
      response.writeHead(404).end()
      return
    }
    const offset = request.method === 'PATCH' ? Number(request.headers['upload-offset']) : 0
    const done = photo.bytes.length === photo.length
    if (request.method !== 'HEAD' && !done) {
      if (offset !== photo.bytes.length) {
        problem(response, 409, 'offset_mismatch')
        return
      }
      photo.bytes = Buffer.concat([photo.bytes, body])
      const whole = photo.bytes.length === photo.length
      if (whole && createHash('sha256').update(photo.bytes).digest('hex') !== sha256) {
        this.photos.delete(sha256)
        problem(response, 460, 'wrong_hash')
        return
      }
    }
    response.setHeader('Upload-Offset', String(photo.bytes.length))
    response.writeHead(request.method === 'POST' ? 201 : request.method === 'PATCH' ? 204 : 200).end()
  }
}

export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
  response.end(
    JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `详情。 ${code}.`, action: '' }),
  )
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** What a hotel's Wi-Fi answers to everything. */
export function loginPage(response: ServerResponse): true {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>请登录</h1>')
  return true
}

function opened(jws: string): Envelope & { dev: string } {
  const [header = '', payload = ''] = jws.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { ...(JSON.parse(payload) as Envelope), dev: (JSON.parse(header) as { kid: string }).kid }
}

function metadata(request: IncomingMessage): string {
  const value = String(request.headers['upload-metadata']).split(' ')[1] ?? ''
  return Buffer.from(value, 'base64').toString()
}
