/** Every call of the server that a screen makes, one function each. All of them throw ApiError. */
import type {
  Arrival,
  Arrived,
  ChecklistEdit,
  ChecklistReport,
  ChecklistVersion,
  ClockPlan,
  Crate,
  CrateList,
  CratePage,
  CrateState,
  DecidedLot,
  DecideLot,
  DeskStatus,
  Device,
  DeviceRow,
  Dispute,
  DisputePage,
  EnrolmentCode,
  Expo,
  Health,
  ImportReport,
  HandOver,
  HandoverRow,
  IssuedLabels,
  LabelLife,
  LabelOnCrate,
  IssueReport,
  IssueRow,
  Judged,
  KeyList,
  LoggedEntries,
  LoggedEntry,
  NamedPrinter,
  NewUser,
  ObjectionPage,
  ObjectionRow,
  Outcome,
  Person,
  PestListInForce,
  PestLists,
  PestListReport,
  PrinterTest,
  PushKey,
  PushSubscriptionBody,
  PrintLabels,
  QuarantinePage,
  QuarantineRow,
  Queue,
  RangeRow,
  RecordDoc,
  Redacted,
  Replaced,
  Review,
  RunStatus,
  SessionInfo,
  SpoilPrints,
  UnsentReport,
} from '../wire/types.ts'
import { ApiError, call, callBlob, urlOf } from './client.ts'
import { upload } from './upload.ts'

const UNSENT_TIMEOUT_MS = 3_600_000 // half a gigabyte over a slow line

export interface CrateFilter {
  q?: string
  state?: CrateState
  port?: string
  country?: string
  stand?: string
  declaration?: string
  label?: 'yes' | 'no'
  outcome?: Outcome
  limit?: number
  offset?: number
}

export interface ImportOptions {
  /** False previews, true imports. */
  apply: boolean
  /** Leave out the bad rows, where there are any. */
  leaveOut: boolean
}

export const health = (): Promise<Health> => call('/api/health')
export const expo = (): Promise<Expo> => call('/api/expo')
export const clockPlan = (): Promise<ClockPlan> => call('/api/clocks')

/** Messages to this phone: the office's key, and where this browser takes them. */
export const pushKey = async (): Promise<string> => (await call<PushKey>('/api/push/key')).key
export const subscribe = (to: PushSubscriptionBody): Promise<void> =>
  call('/api/push/subscription', { method: 'PUT', json: to })
export const unsubscribe = (): Promise<void> => call('/api/push/subscription', { method: 'DELETE' })

/** Who is signed in, or null. */
export async function session(): Promise<SessionInfo | null> {
  try {
    return await call<SessionInfo>('/api/session')
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

export const signIn = (user: string, password: string): Promise<SessionInfo> =>
  call('/api/session', { method: 'POST', json: { user, password } })

/** Ends the session on the server. On an enrolled phone call `store.hide()` as well. */
export const signOut = (): Promise<void> => call('/api/session', { method: 'DELETE' })

export const people = (): Promise<Person[]> => call('/api/people')

export const createUser = (user: NewUser): Promise<Person> =>
  call('/api/people', { method: 'POST', json: user })

export const enrolmentCode = (user: string): Promise<EnrolmentCode> =>
  call(`/api/people/${encodeURIComponent(user)}/enrolment-codes`, { method: 'POST' })

export const devices = (): Promise<DeviceRow[]> => call('/api/devices')

/** `lostSince`, where it is known, puts in doubt what the device delivered from then on. */
export const revokeDevice = (
  dev: string,
  reason: string,
  lostSince: string | null,
): Promise<Device> =>
  call(`/api/devices/${encodeURIComponent(dev)}/revocation`, {
    method: 'POST',
    json: { reason, lost_since: lostSince },
  })

/** `onProgress` gets fractions from 0 to 1 of the upload. */
export const importList = (
  file: File,
  { apply, leaveOut }: ImportOptions,
  onProgress?: (fraction: number) => void,
): Promise<ImportReport> =>
  upload(urlOf('/api/imports', { name: file.name, apply, leave_out: leaveOut }), file, onProgress)

/** Every version of every checklist, the newest of each list first. */
export const checklists = (): Promise<ChecklistVersion[]> => call('/api/checklists')

/** What an edit changes and what is wrong with it; with `apply` it is published where nothing is. */
export const editChecklist = (id: string, edit: ChecklistEdit, apply: boolean): Promise<ChecklistReport> =>
  call(`/api/checklists/${id}`, { method: 'POST', query: { apply }, json: edit })

export const pestList = (): Promise<PestListInForce | null> => call('/api/pests')

/** All organisms of the lists in force. */
export const pestLists = (): Promise<PestLists> => call('/api/pests/lists')

export interface PestEdition {
  edition: string
  source_zh: string
  source_en: string
}

/** An official list of pests, to publish over the one in force. */
export const importPests = (
  file: File,
  edition: PestEdition,
  { apply, leaveOut }: ImportOptions,
  onProgress?: (fraction: number) => void,
): Promise<PestListReport> =>
  upload(
    urlOf('/api/pests', { name: file.name, ...edition, apply, leave_out: leaveOut }),
    file,
    onProgress,
  )

/** A phone's file of what it could not send; taken in as if the phone had sent it. */
export const importUnsent = (
  file: File,
  onProgress?: (fraction: number) => void,
): Promise<UnsentReport> => upload(urlOf('/api/unsent'), file, onProgress, UNSENT_TIMEOUT_MS)

export const crates = (filter: CrateFilter = {}, signal?: AbortSignal): Promise<CrateList> =>
  call('/api/crates', { query: { ...filter }, signal })

/** Where the crates of a filter, or their records, are downloaded as a spreadsheet. */
export const exportUrl = (
  what: 'crates' | 'records',
  filter: CrateFilter,
  format: 'csv' | 'xlsx',
  language: 'zh' | 'en',
): string => urlOf(`/api/exports/${what}`, { ...filter, limit: undefined, offset: undefined, format, language })

/** `crate` is the crate's key, `210900113004217/3`. */
export const cratePage = (crate: string, signal?: AbortSignal): Promise<CratePage> =>
  call(`/api/crates/${crate}`, { signal })

/** The verdict on a label that was scanned (its address or token) or typed (its number). */
export const scan = (text: string): Promise<Judged> =>
  call('/api/scans', { method: 'POST', json: { text } })

/** Let a crate in at a gate; entered once, however often it is sent. */
export const arrive = (arrival: Arrival): Promise<Arrived> =>
  call('/api/arrivals', { method: 'POST', json: arrival })

/** Label the crates of a declaration that may travel and bear none; null means all of them. */
export const issueLabels = (
  declaration: string,
  crateNumbers: number[] | null = null,
): Promise<IssuedLabels> =>
  call('/api/labels', { method: 'POST', json: { declaration, crates: crateNumbers } })

/** All labels of a declaration, crate by crate, and how their prints add up. */
export const labelLife = (declaration: string): Promise<LabelLife> =>
  call(`/api/labels/of/${declaration}`)

export const printers = (): Promise<NamedPrinter[]> => call('/api/labels/printers')

/** Begin a run; `printRun` tells how far it is. The printing is journalled once it is laid out. */
export const printLabels = (asked: PrintLabels): Promise<RunStatus> =>
  call('/api/labels/prints', { method: 'POST', json: asked })

/** Go on behind the last label that came out well. */
export const resumePrinting = (lastGood: string, startAt: number): Promise<RunStatus> =>
  call('/api/labels/resumptions', { method: 'POST', json: { last_good: lastGood, start_at: startAt } })

/** The page for setting a printer up; it is no label, and not journalled. */
export const testPrinter = (asked: PrinterTest): Promise<RunStatus> =>
  call('/api/labels/tests', { method: 'POST', json: asked })

export const printRun = (id: string): Promise<RunStatus> => call(`/api/labels/prints/${id}`)

/** The runs at hand that print labels of a consignment, the newest first. */
export const printRuns = (declaration: string): Promise<RunStatus[]> =>
  call('/api/labels/prints', { query: { declaration } })

/** Print a run from its beginning that was interrupted or failed, and of which nothing came out. */
export const printAgain = (id: string): Promise<RunStatus> =>
  call(`/api/labels/prints/${id}/again`, { method: 'POST' })

/** A label was scanned on its crate at the port, which releases the crate. */
export const affixLabel = (text: string, place: string | null): Promise<LabelOnCrate> =>
  call('/api/labels/affixing', { method: 'POST', json: { text, place } })

/** One print of each of these labels was destroyed. */
export const spoilPrints = (asked: SpoilPrints): Promise<void> =>
  call('/api/labels/spoilage', { method: 'POST', json: asked })

export const voidLabel = (
  number: string,
  reason: string,
  sort: 'void' | 'damaged' | 'lost' = 'void',
): Promise<Crate> =>
  call(`/api/labels/${encodeURIComponent(number)}/voiding`, { method: 'POST', json: { reason, sort } })

export const replaceLabel = (
  number: string,
  reason: string,
  sort: 'damaged' | 'lost' | 'other',
): Promise<Replaced> =>
  call(`/api/labels/${encodeURIComponent(number)}/replacement`, {
    method: 'POST',
    json: { sort, reason },
  })

export const handOver = (asked: HandOver): Promise<HandoverRow> =>
  call('/api/handovers', { method: 'POST', json: asked })

/** The handover lists with crates of a declaration, the newest first. */
export const handovers = (declaration: string): Promise<HandoverRow[]> =>
  call('/api/handovers', { query: { declaration } })

export const handoverUrl = (no: string): string => urlOf(`/api/handovers/${no}/pdf`)

/** The keys of all ports as the newest trust list has them. */
export const portKeys = (): Promise<KeyList> => call('/api/keys')

/** A new key for a port; `publicKey` in PEM where the port keeps the private half. */
export const rotateKey = (
  port: string,
  publicKey: string | null,
  lastDay: string | null,
  reason: string,
): Promise<KeyList> =>
  call('/api/keys', {
    method: 'POST',
    json: { port, public_key: publicKey, last_day: lastDay, reason },
  })

export const revokeKey = (kid: string, fromDay: string, reason: string): Promise<KeyList> =>
  call(`/api/keys/${kid}/revocation`, { method: 'POST', json: { from_day: fromDay, reason } })

/** Numbers that only ports give, the newest first. */
export const ranges = (): Promise<RangeRow[]> => call('/api/offline/ranges')

export const reserveRange = (port: string, count: number, reason: string): Promise<RangeRow[]> =>
  call('/api/offline/ranges', { method: 'POST', json: { port, count, reason } })

export const issues = (): Promise<IssueRow[]> => call('/api/offline/issues')

/** A port's signed file of what it issued offline. */
export const enterIssue = (file: File): Promise<IssueReport> =>
  upload(urlOf('/api/offline/issues'), file)

export const queue = (signal?: AbortSignal): Promise<Queue> => call('/api/queue', { signal })

export const record = (id: string, signal?: AbortSignal): Promise<RecordDoc> =>
  call(`/api/records/${id}`, { signal })

export const review = (decision: Review): Promise<RecordDoc> =>
  call('/api/reviews', { method: 'POST', json: decision })

/** Where an `<img>` finds a photo; without a size, the bytes as stored. */
export const photoUrl = (sha256: string, size?: 'thumb' | 'screen'): string =>
  urlOf(`/api/photos/${sha256}`, { size })

const EVIDENCE_MS = 600_000

const text = async (path: string): Promise<string> => (await callBlob(path, 'text/plain')).text()

/** The newest signed checkpoint of the log, a C2SP note. */
export const checkpoint = (): Promise<string> => text('/api/log/checkpoint')

/** The key that its signature is to be checked with. */
export const logKey = (): Promise<string> => text('/api/log/vkey')

/** A crate's history with proofs and photos, a zip that verifies by itself; photos take their time. */
export const evidence = (crate: string): Promise<Blob> =>
  callBlob(`/api/crates/${crate}/evidence`, 'application/zip', { timeoutMs: EVIDENCE_MS })

/** Where one entry's proof of inclusion is downloaded, a C2SP tlog-proof. */
export const proofUrl = (pos: number): string => urlOf('/api/log/proof', { pos })

/** What waits for somebody, and how far the log is. */
export const status = (): Promise<DeskStatus> => call('/api/status')

/** A page of a long list: behind a cursor, of so many rows. */
export interface PageOf {
  cursor: string | null
  limit: number
}
const behind = ({ cursor, limit }: PageOf) => ({ cursor: cursor ?? undefined, limit })

/** Entries without effect until a supervisor decides; in one state, of one device, or all. */
export const quarantine = (
  page: PageOf,
  state?: QuarantineRow['state'],
  dev?: string,
): Promise<QuarantinePage> => call('/api/quarantine', { query: { state, dev, ...behind(page) } })

/** Decide alike on the oldest that wait; ask again behind the answer's `after`. */
export const decideLot = (asked: DecideLot): Promise<DecidedLot> =>
  call('/api/quarantine/decisions', { method: 'POST', json: asked })

export const admitEntry = (id: string, reason: string): Promise<QuarantineRow> =>
  call(`/api/quarantine/${id}/admission`, { method: 'POST', json: { reason } })

export const dismissEntry = (id: string, reason: string): Promise<QuarantineRow> =>
  call(`/api/quarantine/${id}/dismissal`, { method: 'POST', json: { reason } })

/** What is objected; with `open` only what is not settled yet. */
export const objections = (page: PageOf, open?: boolean): Promise<ObjectionPage> =>
  call('/api/objections', { query: { open, ...behind(page) } })

export const settleObjection = (entry: string, code: string, note: string): Promise<ObjectionRow> =>
  call(`/api/objections/${entry}/settlement`, { method: 'POST', json: { code, note } })

/** Delete what is personal beside an entry; the answer counts the values. */
export const redact = (entry: string, reason: string): Promise<Redacted> =>
  call(`/api/entries/${entry}/redaction`, { method: 'POST', json: { reason } })

/** One entry as it came. */
export async function loggedEntry(pos: number): Promise<LoggedEntry> {
  const { entries } = await call<LoggedEntries>('/api/log/entries', { query: { from: pos, limit: 1 } })
  const [entry] = entries
  if (!entry) throw new RangeError(`the log has no entry ${String(pos)}`)
  return entry
}

/** Receipts of devices that the log does not match. */
export const disputes = (page: PageOf, open: boolean): Promise<DisputePage> =>
  call('/api/disputes', { query: { open, ...behind(page) } })

export const settleDispute = (id: string, note: string): Promise<Dispute> =>
  call(`/api/disputes/${id}/settlement`, { method: 'POST', json: { note } })
