/** Opens the store: the parts behind one face. */
import { instant } from '../wire/time.ts'
import { Briefs } from './briefs.ts'
import { letGo } from './closed.ts'
import { Connection, DATABASE } from './connection.ts'
import { Drafts } from './drafts.ts'
import { Entries } from './entries.ts'
import { exportUnsent } from './exporting.ts'
import { Identity } from './identity.ts'
import { Intakes } from './intake.ts'
import { Jotter } from './jotter.ts'
import { Locks } from './lock.ts'
import { LogBook } from './logbook.ts'
import { Notices } from './notices.ts'
import { Outbox } from './outbox.ts'
import { Photos } from './photos.ts'
import { type Prepare, prepareInWorker } from './prepare.ts'
import { release } from './retention.ts'
import { Rows } from './rows.ts'
import { Sightings } from './sightings.ts'
import { persist, space } from './space.ts'
import { Told } from './told.ts'
import type { Store, SyncStore } from './types.ts'

export interface OpenOptions {
  /** Another database, for tests. */
  name?: string
  /** What makes photos small; the worker, where it is not given. */
  prepare?: Prepare
}

/** The phone's store. Rejects where the browser has no database to offer. */
export async function openStore({
  name = DATABASE,
  prepare = prepareInWorker,
}: OpenOptions = {}): Promise<Store> {
  const db = new Connection(name)
  await db.read(['meta'], () => Promise.resolve())
  const notices = new Notices(name)
  const identity = new Identity(db, notices)
  const rows = new Rows(db, notices)
  const briefs = new Briefs(db, notices)
  const drafts = new Drafts(db, notices, new Jotter(name))
  const photos = new Photos(db, notices, prepare)
  const intakes = new Intakes(db)
  const entries = new Entries(db, notices)
  const outbox = new Outbox(db)
  const logBook = new LogBook(db, notices)
  const sightings = new Sightings(db, notices)
  const told = new Told(db, notices)
  const lock = new Locks(db, notices)
  const inner: SyncStore = {
    tryKey: (privateKey, publicKey) => identity.tryKey(privateKey, publicKey),
    enrol: (enrolment) => identity.enrol(enrolment),
    keyOf: (dev) => identity.keyOf(dev),
    forgottenKey: () => identity.forgottenKey(),
    memory: () => identity.memory(),
    succeeded: (at) => identity.succeeded(at),
    applyChanges: (page) => rows.applyChanges(page),
    reshape: (shape) => rows.reshape(shape),
    restart: (epoch, vkey, held) => identity.restart(epoch, vkey, held),
    hold: (after, checkpoint) => logBook.hold(after, checkpoint),
    dispute: (sort, shown, entry = null) => logBook.dispute(sort, shown, entry),
    handedIn: (note) => logBook.handedIn(note),
    unproved: (size, limit) => logBook.unproved(size, limit),
    proved: (proofs) => logBook.proved(proofs),
    photosUnproved: (origin) => photos.unproved(origin),
    photosProved: (proofs) => photos.proved(proofs),
    release: (provedBefore) => release(db, notices, provedBefore),
    letGo: (now) => letGo(db, notices, now),
    queued: () => entries.queued(),
    answered: (answers) => entries.answered(answers),
    requeue: (dev, seq) => entries.requeue(dev, seq),
    withhold: (refused) => entries.withhold(refused),
    carried: () => told.carried(),
    carriedAnswered: (id, answer) => told.answered(id, answer),
    photosToSend: () => photos.toSend(),
    keepPhoto: (bytes) => photos.keepStored(bytes),
    photoSent: (sha256, sent) => photos.sent(sha256, sent),
    photoState: (sha256, state, error) => photos.state(sha256, state, error),
    unsent: () => outbox.unsent(),
  }
  return {
    name,
    inner,
    lock,
    me: () => identity.me(),
    hide: () => identity.setHidden(true),
    unhide: (user) => identity.setHidden(false, user),
    crate: (key) => rows.crate(key),
    crates: () => briefs.crates(),
    records: () => briefs.records(),
    any: (view) => rows.any(view),
    cratesOf: (declaration) => rows.cratesOf(declaration),
    crateByLabel: (number) => rows.crateByLabel(number),
    label: (number) => rows.label(number),
    row: (view, key) => rows.row(view, key),
    rows: (view) => rows.rows(view),
    claims: () => rows.claims(),
    isolations: () => rows.isolations(),
    treatments: () => rows.treatments(),
    news: () => rows.news(),
    readNews: () => rows.readNews(),
    jotDraft: (key, value) => {
      drafts.jot(key, value)
    },
    saveDraft: (key, value) => drafts.save(key, value),
    draft: (key) => drafts.draft(key),
    drafts: () => drafts.all(),
    deleteDraft: (key) => drafts.drop(key),
    takeIn: (draft, place, files) => intakes.take(draft, place, files),
    takenIn: (draft) => intakes.of(draft),
    beginIntake: (id) => intakes.begin(id),
    dropIntake: (id) => intakes.drop(id),
    addPhoto: (file, how) => photos.add(file, how),
    photo: (sha256) => photos.photo(sha256),
    photoBytes: (sha256) => photos.bytes(sha256),
    record: async (kind, body, shas, draftKey) => {
      const entry = await entries.record(kind, body, shas, draftKey)
      if (draftKey !== undefined) drafts.forget(draftKey)
      return entry
    },
    entry: (id) => entries.entry(id),
    retry: (id) => entries.retry(id),
    outbox: () => outbox.rows(),
    exportUnsent: async () => exportUnsent(outbox, await identity.me()),
    hearFreeze: (jws) => told.hear(jws),
    told: (id) => told.told(id),
    box: (anew = false) => identity.box(anew),
    saw: (sighting) => sightings.saw({ ...sighting, at: instant() }),
    sightings: (number) => sightings.of(number),
    storageEstimate: async () => ({
      ...(await space()),
      oldest_unsent: (await outbox.unsent()).oldest,
    }),
    persist,
    log: () => logBook.log(),
    subscribe: (listener) => notices.subscribe(listener),
    close: () => {
      notices.close()
      db.close()
    },
  }
}
