/** What the desk asks of the server after an inspection. All of them throw ApiError. */
import type {
  Certificate,
  Followed,
  Isolation,
  Lot,
  ManyReport,
  Referral,
  Sample,
  Treatment,
} from '../wire/types.ts'
import { ApiError, call } from './client.ts'

/** The lists, by the last part of their address. */
export interface Lists {
  samples: Sample
  treatments: Treatment
  isolations: Isolation
  lots: Lot
  referrals: Referral
  certificates: Certificate
}

export const listed = <K extends keyof Lists>(kind: K): Promise<Lists[K][]> => call(`/api/${kind}`)

/** All that followed of one crate. */
export const followed = (crate: string): Promise<Followed> => call(`/api/crates/${crate}/followed`)

/** One act: by the kind of its entry, or by the address of what gets a number at the desk. */
export const enterOne = (act: string, body: object): Promise<unknown> =>
  call(act.includes('.') ? `/api/acts/${act}` : `/api/${act}`, { method: 'POST', json: body })

/** One act, or with several bodies all of them at once; fails with the first reason against one. */
export async function enter(act: string, body: object | readonly object[]): Promise<void> {
  if (!Array.isArray(body)) {
    await enterOne(act, body)
    return
  }
  const { rows } = await enterAll(act, body as object[], true)
  const why = rows.flatMap(({ reasons }) => reasons)[0]
  if (why) throw new ApiError(409, 'rule', `${why.zh} ${why.en}`, '')
}

/** One act of many, all or none; without `apply` only what speaks against each. */
export const enterAll = (act: string, rows: readonly object[], apply: boolean): Promise<ManyReport> =>
  call('/api/acts', { method: 'POST', query: { apply }, json: { act, rows }, timeoutMs: MANY_MS })

const MANY_MS = 120_000

/** Several forms as one file to print. */
export const papersUrl = (numbers: readonly string[]): string =>
  `/api/papers?${numbers.map((number) => `number=${encodeURIComponent(number)}`).join('&')}`

export const formUrl = (number: string): string => `/api/certificates/${number}/pdf`
export const voucherUrl = (voucher: string): string => `/api/samples/${voucher}/pdf`
export const bagsUrl = (voucher: string): string => `/api/samples/${voucher}/bags`
