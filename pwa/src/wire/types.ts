/** Short names for everything that crosses the network; the shapes themselves are generated. */
import type { components } from './types.gen.ts'

type Schemas = components['schemas']

export type Answer = Schemas['Answer']
export type Arrived = Schemas['Arrived']
export type Change = Schemas['Change']
export type Changes = Schemas['Changes']
export type Checklist = Schemas['Checklist']
export type ChecklistDoc = Schemas['ChecklistDoc']
export type ChecklistItem = Schemas['ChecklistItem']
export type ConsistencyProof = Schemas['ConsistencyProof']
export type Crate = Schemas['Crate']
export type CrateArrived = Schemas['CrateArrived']
export type CrateLabel = Schemas['CrateLabel']
export type CrateList = Schemas['CrateList']
export type CratePage = Schemas['CratePage']
export type CrateRow = Schemas['CrateRow']
export type Declaration = Schemas['Declaration']
export type DeskStatus = Schemas['DeskStatus']
export type Device = Schemas['Device']
export type DeviceRow = Schemas['DeviceRow']
export type Dispute = Schemas['Dispute']
export type Enrolled = Schemas['Enrolled']
export type EnrolmentClaim = Schemas['EnrolmentClaim']
export type EnrolmentCode = Schemas['EnrolmentCode']
export type EntryWithheld = Schemas['EntryWithheld']
export type Expo = Schemas['Expo']
export type Finding = Schemas['Finding']
export type Goods = Schemas['Goods']
export type Health = Schemas['Health']
export type ImportConsignment = Schemas['ImportConsignment']
export type ImportReport = Schemas['ImportReport']
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
export type LabelIndex = Schemas['LabelIndex']
export type LabelRevocation = Schemas['LabelRevocation']
export type LeftOutRow = Schemas['LeftOutRow']
export type LoggedEntries = Schemas['LoggedEntries']
export type LoggedEntry = Schemas['LoggedEntry']
export type NewUser = Schemas['NewUser']
export type NotIssued = Schemas['NotIssued']
export type Objection = Schemas['Objection']
export type ObjectionRow = Schemas['ObjectionRow']
export type Person = Schemas['Person']
export type Pest = Schemas['Pest']
export type PestList = Schemas['PestList']
export type PestListDoc = Schemas['PestListDoc']
export type PestListInForce = Schemas['PestListInForce']
export type PestListPartDoc = Schemas['PestListPartDoc']
export type PestListReport = Schemas['PestListReport']
export type Photo = Schemas['Photo']
export type PhotoRef = Schemas['PhotoRef']
export type Place = Schemas['Place']
export type Problem = Schemas['Problem']
export type Push = Schemas['Push']
export type Pushed = Schemas['Pushed']
export type QuarantineRow = Schemas['QuarantineRow']
export type Queue = Schemas['Queue']
export type QueueRow = Schemas['QueueRow']
export type RangeRow = Schemas['RangeRow']
export type Reason = Schemas['Reason']
export type RecordDoc = Schemas['Record']
export type Review = Schemas['Review']
export type RowError = Schemas['RowError']
export type ScannedLabel = Schemas['ScannedLabel']
export type Seen = Schemas['Seen']
export type SessionInfo = Schemas['SessionInfo']
export type SharedProofs = Schemas['SharedProofs']
export type TimelineEntry = Schemas['TimelineEntry']
export type Trust = Schemas['Trust']
export type UnsentEntry = Schemas['UnsentEntry']
export type UnsentReport = Schemas['UnsentReport']
export type Witness = Schemas['Witness']

export type CrateState = Crate['state']
export type GoodsClass = Goods['class']
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

/** The kinds of entry that a phone makes, each with its body. All are in version 1. */
export interface Bodies {
  'inspection.recorded': InspectionRecorded
  'inspection.amended': InspectionAmended
  'crate.arrived': CrateArrived
  'label.affixed': LabelAffixed
  'entry.withheld': EntryWithheld
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
}
export type View = keyof Views
