/** Whether the recorder has signed what the lead signed. */
import type { RecordDoc } from '@/wire/types.ts'

/** Records of older versions come from phones that could not ask for it. */
export function isCosignatureOwed({ kv, sha256, body, cosigned }: RecordDoc): boolean {
  const signed = cosigned.some(
    ({ body: by }) => by.role === 'recorder' && by.sha256 === sha256 && by.signer === body.recorder,
  )
  return kv >= 3 && !signed
}
