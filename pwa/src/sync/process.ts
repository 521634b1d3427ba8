/** What the desk asks of the server after an inspection. All of them throw ApiError. */
import type {
  Certificate,
  Followed,
  Isolation,
  Lot,
  Referral,
  Sample,
  Treatment,
} from '../wire/types.ts'
import { call } from './client.ts'

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

/** An act whose body is that of its entry. */
export const act = (kind: string, body: object): Promise<unknown> =>
  call(`/api/acts/${kind}`, { method: 'POST', json: body })

/** What gets a number at the desk: a sample, an order, an isolation, a form. */
export const made = (
  kind: 'samples' | 'treatments' | 'isolations' | 'certificates',
  body: object,
): Promise<unknown> => call(`/api/${kind}`, { method: 'POST', json: body })

export const formUrl = (number: string): string => `/api/certificates/${number}/pdf`
export const voucherUrl = (voucher: string): string => `/api/samples/${voucher}/pdf`
export const bagsUrl = (voucher: string): string => `/api/samples/${voucher}/bags`
