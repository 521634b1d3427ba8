/** Short names for everything that crosses the network; the shapes themselves are generated. */
import type { components } from './types.gen.ts'

type Schemas = components['schemas']

export type Answer3 = Schemas['Answer3']
export type AnswerSource = Schemas['AnswerSource']
export type Attachment = Schemas['Attachment']
export type Annotation = Schemas['Annotation']
export type Answer = Schemas['Answer']
export type Arrived = Schemas['Arrived']
export type BoxRow = Schemas['BoxRow']
export type Certificate = Schemas['Certificate']
export type CertificateIssued = Schemas['CertificateIssued']
export type Change = Schemas['Change']
export type Changes = Schemas['Changes']
export type Checklist = Schemas['Checklist3']
export type ChecklistDoc = Schemas['ChecklistDoc']
export type ChecklistEdit = Schemas['ChecklistEdit']
export type ChecklistItem = Schemas['ChecklistItem3']
export type ChecklistReport = Schemas['ChecklistReport']
export type ChecklistVersion = Schemas['ChecklistVersion']
export type EditedItem = Schemas['EditedItem']
export type EditError = Schemas['EditError']
export type ItemRule = Schemas['ItemRule']
export type ItemChange = Schemas['ItemChange']
export type Knock = Schemas['Knock']
export type PushKey = Schemas['PushKey']
export type PushSubscriptionBody = Schemas['PushSubscription']
export type ClockPlan = Schemas['ClockPlan']
export type Term = Schemas['Term']
export type Terms = Schemas['Terms']
export type WorkCalendar = Schemas['WorkCalendar']
export type Claim = Schemas['Claim']
export type Task = Schemas['Task']
export type TaskTaken = Schemas['TaskTaken']
export type TaskReleased = Schemas['TaskReleased']
export type ConsistencyProof = Schemas['ConsistencyProof']
export type Crate = Schemas['Crate']
export type CrateClosed = Schemas['CrateClosed']
export type CrateDisplayed = Schemas['CrateDisplayed']
export type CrateArrived = Schemas['CrateArrived']
export type CrateScannedIn = Schemas['CrateScannedIn']
export type Arrival = Schemas['Arrival']
export type GatePlace = Schemas['GatePlace']
export type Sighting = Schemas['Sighting']
export type OpenObjection = Schemas['OpenObjection']
export type CrateLabel = Schemas['CrateLabel']
export type CrateList = Schemas['CrateList']
export type CratePage = Schemas['CratePage']
export type CrateRow = Schemas['CrateRow']
export type Declaration = Schemas['Declaration']
export type DeskStatus = Schemas['DeskStatus']
export type Device = Schemas['Device']
export type DeviceRow = Schemas['DeviceRow']
export type DecidedLot = Schemas['DecidedLot']
export type DecideLot = Schemas['DecideLot']
export type Dispute = Schemas['Dispute']
export type DisputePage = Schemas['DisputePage']
export type Enrolled = Schemas['Enrolled']
export type EnrolmentClaim = Schemas['EnrolmentClaim']
export type EnrolmentCode = Schemas['EnrolmentCode']
export type DutyContact = Schemas['DutyContact']
export type DraftGiven = Schemas['DraftGiven']
export type DraftTaken = Schemas['DraftTaken']
export type PassedDraft = Schemas['PassedDraft']
export type TakenFrom = Schemas['TakenFrom']
export type EnterSheet = Schemas['EnterSheet']
export type RecordSheet = Schemas['RecordSheet']
export type SheetPage = Schemas['SheetPage']
export type EntryWithheld = Schemas['EntryWithheld']
export type Expo = Schemas['Expo']
export type Followed = Schemas['Followed']
export type Finding3 = Schemas['Finding3']
export type FindingReferred = Schemas['FindingReferred']
export type Finding = Schemas['Finding']
export type Goods = Schemas['Goods']
export type Health = Schemas['Health']
export type ImportConsignment = Schemas['ImportConsignment']
export type ImportReport = Schemas['ImportReport']
export type Cosignature = Schemas['Cosignature']
export type InspectionCosigned = Schemas['InspectionCosigned']
export type InspectionAmended3 = Schemas['InspectionAmended3']
export type InspectionRecorded3 = Schemas['InspectionRecorded3']
export type Isolation = Schemas['Isolation']
export type IsolationVisited = Schemas['IsolationVisited']
export type IsolationVisited2 = Schemas['IsolationVisited2']
export type InspectionAmended = Schemas['InspectionAmended']
export type InspectionRecorded = Schemas['InspectionRecorded']
export type IssueReport = Schemas['IssueReport']
export type IssueRow = Schemas['IssueRow']
export type IssuedLabels = Schemas['IssuedLabels']
export type Jwk = Schemas['Jwk']
export type Judged = Schemas['Judged']
export type KeyList = Schemas['KeyList']
export type KeyRow = Schemas['KeyRow']
export type LabelFacts = Schemas['LabelFacts']
export type LabelAffixed = Schemas['LabelAffixed']
export type HandOver = Schemas['HandOver']
export type HandoverRow = Schemas['HandoverRow']
export type LabelIndex = Schemas['LabelIndex']
export type LabelRevocation = Schemas['LabelRevocation']
export type LeftOutRow = Schemas['LeftOutRow']
export type LabelLife = Schemas['LabelLife']
export type LabelLine = Schemas['LabelLine']
export type LabelOnCrate = Schemas['LabelOnCrate']
export type NamedPrinter = Schemas['NamedPrinter']
export type PrintLabels = Schemas['PrintLabels']
export type PrinterTest = Schemas['PrinterTest']
export type Replaced = Schemas['Replaced']
export type RunStatus = Schemas['RunStatus']
export type SpoilPrints = Schemas['SpoilPrints']
export type Tally = Schemas['Tally']
export type LoggedEntries = Schemas['LoggedEntries']
export type LoggedEntry = Schemas['LoggedEntry']
export type Lot = Schemas['Lot']
export type LotFrozen = Schemas['LotFrozen']
export type ManyReport = Schemas['ManyReport']
export type NewUser = Schemas['NewUser']
export type NotIssued = Schemas['NotIssued']
export type Objection = Schemas['Objection']
export type ObjectionPage = Schemas['ObjectionPage']
export type ObjectionRow = Schemas['ObjectionRow']
export type OpinionGiven = Schemas['OpinionGiven']
export type Person = Schemas['Person']
export type Pest = Schemas['Pest']
export type PestList = Schemas['PestList']
export type PestListDoc = Schemas['PestListDoc']
export type PestListInForce = Schemas['PestListInForce']
export type PestLists = Schemas['PestLists']
export type PestListPartDoc = Schemas['PestListPartDoc']
export type PestListReport = Schemas['PestListReport']
export type Photo = Schemas['Photo']
export type PhotoRef = Schemas['PhotoRef']
export type Place = Schemas['Place']
export type Problem = Schemas['Problem']
export type Push = Schemas['Push']
export type Pushed = Schemas['Pushed']
export type QuarantinePage = Schemas['QuarantinePage']
export type QuarantineRow = Schemas['QuarantineRow']
export type Queue = Schemas['Queue']
export type QueueRow = Schemas['QueueRow']
export type RangeRow = Schemas['RangeRow']
export type Reason = Schemas['Reason']
export type Redacted = Schemas['Redacted']
export type RecordDoc = Schemas['Record']
export type Referral = Schemas['Referral']
export type Review = Schemas['Review']
export type RowError = Schemas['RowError']
export type Sample = Schemas['Sample']
export type SampleDrawn = Schemas['SampleDrawn']
export type SampleSent = Schemas['SampleSent']
export type SampleResulted = Schemas['SampleResulted']
export type SamplingPlan = Schemas['SamplingPlan']
export type Standing = Schemas['Standing']
export type Treatment = Schemas['Treatment']
export type TreatmentChecked = Schemas['TreatmentChecked']
export type TreatmentChecked2 = Schemas['TreatmentChecked2']
export type CheckedValue = Schemas['CheckedValue']
export type TreatmentCompleted = Schemas['TreatmentCompleted']
export type ScannedLabel = Schemas['ScannedLabel']
export type Seen = Schemas['Seen']
export type SessionInfo = Schemas['SessionInfo']
export type PhotoArrival = Schemas['PhotoArrival']
export type PhotoArrivals = Schemas['PhotoArrivals']
export type SharedProofs = Schemas['SharedProofs']
export type TimelineEntry = Schemas['TimelineEntry']
export type Trust = Schemas['Trust']
export type UnsentEntry = Schemas['UnsentEntry']
export type UnsentReport = Schemas['UnsentReport']
export type Witness = Schemas['Witness']

export type ClockName = 'acceptance' | 'attendance' | 'inspection' | 'signing'
export type StopReason = 'correction' | 'laboratory' | 'owner'
export type CrateState = Crate['state']
export type GoodsClass = Goods['class']
export type NaRule = NonNullable<Answer3['rule']>
export type Mark = Answer['mark']
export type Outcome = NonNullable<Crate['outcome']>
export type Result = InspectionRecorded['result']
export type Role = Person['roles'][number]
export type Stock = Schemas['PrintLabels']['stock']
export type VerdictCode = ScannedLabel['verdict']
/** What the server said to one entry. */
export type EntryAnswer = Pushed['answers'][number]

/** The signed payload; `body` is known where its kind is. */
export type Envelope<Body = unknown> = Omit<Schemas['Envelope'], 'body'> & { body: Body }

/** The kinds of entry that a phone makes, each with its body; `kvOf` says in which version. */
export interface Bodies {
  'inspection.recorded': InspectionRecorded | InspectionRecorded3
  'inspection.amended': InspectionAmended | InspectionAmended3
  'inspection.cosigned': InspectionCosigned
  'draft.given': DraftGiven
  'draft.taken': DraftTaken
  'crate.arrived': CrateArrived | CrateScannedIn
  'label.affixed': LabelAffixed
  'entry.withheld': EntryWithheld
  'lot.frozen': LotFrozen
  'sample.drawn': SampleDrawn
  'sample.sent': SampleSent
  'finding.referred': FindingReferred
  'opinion.given': OpinionGiven
  'treatment.completed': TreatmentCompleted
  'treatment.checked': TreatmentChecked | TreatmentChecked2
  'isolation.visited': IsolationVisited | IsolationVisited2
  'task.taken': TaskTaken
  'task.released': TaskReleased
  'crate.displayed': CrateDisplayed
  'crate.closed': CrateClosed
}
export type Kind = keyof Bodies

/** The views that are pulled, each with the shape of its rows. */
export interface Views {
  crate: Crate
  record: RecordDoc
  person: Person
  device: Device
  trust: Trust
  checklist: ChecklistDoc
  pestlist: PestListDoc
  pestpart: PestListPartDoc
  label: LabelIndex
  declaration: Declaration
  lot: Lot
  sample: Sample
  referral: Referral
  isolation: Isolation
  treatment: Treatment
  objection: OpenObjection
  task: Task
  passed: PassedDraft
}
export type View = keyof Views
