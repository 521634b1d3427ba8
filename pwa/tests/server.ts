/** For tests: a small real server on a free port that answers as the journal does, or worse. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Change, EntryAnswer, Enrolled, Envelope, Push } from '../src/wire/types.ts'

type Reply = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

export class TestServer {
  epoch = 'e1'
  /** JWS in journal order. */
  journal: string[] = []
  changes: Change[] = []
  pageSize = 1000
  maxBatch = 100
  /** Answers given instead of the journal's own, by the entry's seq. */
  verdicts = new Map<number, EntryAnswer>()
  /** Consulted first; return true when it has answered. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false
  enrolled: ((jws: string) => Enrolled) | null = null
  photos = new Map<string, { length: number; bytes: Buffer }>()
  /** Method and path of every request. */
  log: string[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        this.#answer(request, response, Buffer.concat(chunks))
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
    return this.journal.map(opened).filter((entry) => entry.dev === dev).map((entry) => entry.seq)
  }

  #answer: Reply = (request, response, body) => {
    const path = request.url ?? ''
    this.log.push(`${request.method ?? ''} ${path.split('?')[0] ?? ''}`)
    if (this.intercept(request, response)) return
    if (path === '/api/entries') this.#push(response, body)
    else if (path.startsWith('/api/changes')) this.#pull(request, response)
    else if (path === '/api/enrolments') this.#enrol(response, body)
    else if (path.startsWith('/api/photos')) this.#tus(request, response, body)
    else problem(response, 404, 'not_found')
  }

  #push(response: ServerResponse, body: Buffer): void {
    const { epoch, entries } = JSON.parse(body.toString()) as Push
    if (epoch !== this.epoch) {
      problem(response, 409, 'wrong_epoch')
      return
    }
    if (entries.length > this.maxBatch) {
      problem(response, 413, 'too_large')
      return
    }
    const answers = entries.map((jws) => this.#judge(jws))
    json(response, 200, { epoch, answers, checkpoint: '' })
  }

  #judge(jws: string): EntryAnswer {
    const { dev, seq, kind } = opened(jws)
    const received = { received_at: '2013-05-10T06:05:00.000Z', objections: [] }
    const at = this.journal.indexOf(jws)
    if (at >= 0) return { answer: 'duplicate', pos: at + 1, ...received }
    const forced = this.verdicts.get(seq)
    if (forced && kind !== 'entry.withheld') return forced
    const have = this.has(dev)
    if (have.includes(seq)) return { answer: 'conflict', code: 'seq' }
    if (seq > have.length + 1) return { answer: 'gap', have: have.length }
    this.journal.push(jws)
    return { answer: 'stored', pos: this.journal.length, ...received }
  }

  #pull(request: IncomingMessage, response: ServerResponse): void {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor') ?? ''
    const [epoch, pos] = cursor === '' ? [this.epoch, '0'] : cursor.split(':')
    if (epoch !== this.epoch) {
      problem(response, 409, 'wrong_epoch')
      return
    }
    const due = this.changes.filter((change) => change.pos > Number(pos))
    const page = due.slice(0, this.pageSize)
    const last = page.at(-1)?.pos ?? Math.max(Number(pos), this.journal.length)
    const more = due.length > page.length
    json(response, 200, {
      epoch: this.epoch,
      cursor: `${this.epoch}:${String(last)}`,
      more,
      changes: page,
      checkpoint: '',
    })
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
