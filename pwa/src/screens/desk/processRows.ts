/** The lists of the desk as rows: what each is about, where it stands, and what can be done next. */
import type { Tone } from '@/components/tones.ts'
import { t } from '@/i18n/index.ts'
import { nextVisit } from '@/rules/followed.ts'
import { filesOfCheck, filesOfVisit } from '@/rules/fieldwork.ts'
import { bagsUrl, formUrl, voucherUrl, type Lists } from '@/sync/process.ts'
import type {
  Attachment,
  Certificate,
  Isolation,
  Lot,
  Referral,
  Role,
  Sample,
  Treatment,
} from '@/wire/types.ts'
import * as acts from './acts.ts'
import { today, type ActSpec } from './actform.ts'
import type { Captioned } from './asked.ts'

export type Sort = keyof Lists

export interface Row {
  key: string
  no: string
  what: string
  /** Further lines below it. */
  more: string[]
  crates: string[]
  state: string
  tone: Tone
  since: string
  papers: { label: string; href: string }[]
  acts: ActSpec[]
  open: boolean
  /** What was photographed of it, the oldest first. */
  photos?: readonly Pictured[]
}

/** A photo, with what its entry says of it; null where that is of a version that said nothing. */
export type Pictured = Pick<Captioned, 'sha256' | 'file'>

export interface Viewer {
  user: string
  name: string
  may: (...roles: Role[]) => boolean
}

export function rowsOf<K extends Sort>(sort: K, docs: readonly Lists[K][], viewer: Viewer): Row[] {
  const make = MAKERS[sort] as (doc: Lists[K], viewer: Viewer) => Row
  return docs.map((doc) => make(doc, viewer))
}

const MAKERS: { [K in Sort]: (doc: Lists[K], viewer: Viewer) => Row } = {
  samples: sample,
  treatments: treatment,
  isolations: isolation,
  lots: lot,
  referrals: referral,
  certificates: certificate,
}

function sample(doc: Sample, { may }: Viewer): Row {
  const { voucher, body, state, result, sending } = doc
  const waits = state === 'drawn' || state === 'sent'
  const failed = result?.conclusion === 'fail'
  const tests = (result?.results ?? []).map(
    ({ item, found, organism, value }) =>
      `${item}：${t(`process.found.${found}`)} ${organism ?? value ?? ''}`.trim(),
  )
  return {
    key: voucher,
    no: voucher,
    what: `${body.what} ${String(body.quantity)} ${body.unit}`,
    more: [
      ...(sending ? [`${sending.laboratory} · ${sending.tests.map((test) => test.item).join('、')}`] : []),
      ...(result ? [`${t(`process.conclusion.${result.conclusion}`)} · ${result.report}`] : []),
      ...tests,
    ],
    crates: doc.crates,
    state: t(`process.sampleState.${state}`),
    tone: waits ? 'caution' : failed ? 'stop' : state === 'resulted' ? 'ok' : 'off',
    since: (doc.resulted ?? doc.cancelled ?? doc.sent ?? doc.drawn).at,
    papers: [
      { label: t('process.voucher'), href: voucherUrl(voucher) },
      { label: t('process.bags'), href: bagsUrl(voucher) },
    ],
    acts: [
      ...(state === 'drawn' && may('inspector', 'supervisor', 'laboratory') ? [acts.sendSample(doc)] : []),
      ...(state === 'sent' && may('supervisor', 'laboratory') ? [acts.resultOf(doc)] : []),
      ...(waits && may('supervisor') ? [acts.cancelSample(doc)] : []),
    ],
    open: waits,
  }
}

function treatment(doc: Treatment, { may }: Viewer): Row {
  const { order, body, state } = doc
  const removes = body.scope === 'whole' && (body.method === 'return' || body.method === 'destruction')
  const does = may('inspector', 'supervisor')
  const last = doc.runs.at(-1)
  return {
    key: order,
    no: order,
    what: `${t(`process.method.${body.method}`)} · ${body.object}${body.scope === 'part' ? t('process.partOnly') : ''}`,
    more: [
      body.reason,
      [body.agent, body.dose, body.exposure].filter(Boolean).join(' · '),
      checkedValues(doc).join(t('common.sep')),
    ].filter(Boolean),
    crates: doc.crates,
    state: t(`process.treatmentState.${state}`),
    tone: state === 'effective' ? 'ok' : removes ? 'stop' : 'caution',
    since: (last?.checked ?? last?.act ?? doc.ordered).at,
    papers: [{ label: t('process.pdf'), href: formUrl(order) }],
    acts: [
      ...(state === 'ordered' && does ? [acts.completeTreatment(doc)] : []),
      ...(state === 'completed' && does ? [acts.checkTreatment(doc)] : []),
      ...(state === 'effective' && removes && does ? [acts.closeAll(doc)] : []),
    ],
    open: state !== 'effective',
    photos: doc.runs.flatMap((run) => [
      ...pictured(run.body.photos),
      ...(run.check ? pictured(filesOfCheck(run.check), run.check.attachments) : []),
    ]),
  }
}

/** Each once, without the untouched files behind them. */
function pictured(files: readonly string[], attachments: readonly Attachment[] = []): Pictured[] {
  const about = new Map(attachments.map((file) => [file.sha256, file]))
  return [...new Set(files)]
    .map((sha256) => ({ sha256, file: about.get(sha256) ?? null }))
    .filter(({ file }) => file?.sort !== 'original')
}

/** What was found on a visit, and what hung in its traps. */
function seenOn({ findings, traps }: Isolation['visits'][number]['body']): string[] {
  return [
    ...findings.map(({ name, eppo, alive, count }) =>
      [name, eppo, t(`terms.alive.${alive}`), count].filter((part) => part !== null).join(' '),
    ),
    ...traps.map(({ trap, organism, count }) =>
      [t('process.trap', { trap, count }), organism].filter(Boolean).join(' '),
    ),
  ]
}

/** What a check in the field found beside what was ordered. */
function checkedValues({ runs }: Treatment): string[] {
  const check = runs.findLast((run) => run.check)?.check
  return (check?.values ?? []).map(({ what, said, found }) =>
    [t(`follow.value.${what}`), t(`follow.said.${said}`), found].filter(Boolean).join(' '),
  )
}

function isolation(doc: Isolation, { may }: Viewer): Row {
  const running = doc.state === 'running'
  const due = nextVisit(doc.last)
  const late = running && due < today()
  const visit = doc.visits.at(-1)?.body
  return {
    key: doc.registration,
    no: doc.registration,
    what: `${doc.body.plant} · ${doc.body.site}${doc.body.plot ? ` ${doc.body.plot}` : ''}`,
    more: [
      t('process.until', { day: doc.body.until }),
      t('process.visits', { n: doc.visits.length }),
      ...(visit ? [`${visit.on} ${t(`process.plantState.${visit.state}`)} ${visit.symptoms ?? ''}`] : []),
      ...(visit ? seenOn(visit) : []),
      ...(running ? [t(late ? 'process.visitLate' : 'process.visitDue', { day: due })] : []),
    ],
    crates: doc.crates,
    state: t(`process.isolationState.${doc.state}`),
    tone: late ? 'stop' : running ? 'caution' : 'off',
    since: (doc.ended ?? doc.assigned).at,
    papers: [],
    acts: [
      ...(running && may('inspector', 'supervisor') ? [acts.visitIsolation(doc)] : []),
      ...(running && may('supervisor') ? [acts.endIsolation(doc)] : []),
    ],
    open: running,
    photos: doc.visits.flatMap(({ body }) => pictured(filesOfVisit(body), body.attachments)),
  }
}

function lot(doc: Lot, { user, may }: Viewer): Row {
  const frozen = doc.state === 'frozen'
  const open = doc.freezes.filter((freeze) => freeze.lifted === null)
  const own = open.some((freeze) => freeze.act.by === user)
  return {
    key: doc.id,
    no: doc.declaration,
    what: `${doc.name} ${doc.commodity === doc.name ? '' : doc.commodity} · ${doc.origin}`,
    more: doc.freezes.map(({ act, body, lifted, lift_reason }) =>
      lifted
        ? `${body.reason} → ${t('process.crate.lifted', { reason: lift_reason ?? '' })}`
        : t('process.crate.frozenBy', { at: act.at.slice(0, 10), reason: body.reason }),
    ),
    crates: doc.crates.map((n) => `${doc.declaration}/${String(n)}`),
    state: t(`process.lotState.${doc.state}`),
    tone: frozen ? 'stop' : 'off',
    since: doc.freezes.at(-1)?.act.at ?? '',
    papers: [],
    acts: [
      ...(!frozen && may('supervisor') ? [acts.decideLot(doc)] : []),
      ...(may('supervisor') ? [acts.orderLot(doc)] : []),
      ...(frozen && !own && may('supervisor', 'director') ? [acts.liftLot(doc)] : []),
      ...(!frozen && may('inspector', 'supervisor', 'director') ? [acts.freezeLot(doc, null)] : []),
    ],
    open: frozen,
  }
}

function referral(doc: Referral, { name, may }: Viewer): Row {
  const expert = may('expert')
  return {
    key: doc.id,
    no: doc.body.organism ?? '—',
    what: doc.body.question,
    more: doc.opinions.map(
      ({ body }) => `${body.expert}（${t(`process.formKind.${body.form}`)}）：${body.text}`,
    ),
    crates: doc.crates,
    state: t(`process.referralState.${doc.state}`),
    tone: doc.state === 'written' ? 'ok' : 'caution',
    since: doc.asked.at,
    papers: [],
    acts:
      doc.state !== 'written' && (expert || may('inspector', 'supervisor'))
        ? [acts.giveOpinion(doc, expert ? name : '', expert)]
        : [],
    open: doc.state !== 'written',
  }
}

function certificate(doc: Certificate, { may }: Viewer): Row {
  const valid = doc.state === 'issued'
  return {
    key: doc.number,
    no: doc.number,
    what: t(`process.form.${doc.body.form}`),
    more: doc.void_reason ? [doc.void_reason] : [],
    crates: doc.crates,
    state: t(`process.certificateState.${doc.state}`),
    tone: valid ? 'ok' : 'off',
    since: (doc.voided ?? doc.issued).at,
    papers: [{ label: t('process.pdf'), href: formUrl(doc.number) }],
    acts: valid && may('supervisor', 'port') ? [acts.voidForm(doc)] : [],
    open: valid,
  }
}
