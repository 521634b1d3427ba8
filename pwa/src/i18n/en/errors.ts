import type { Shape } from '../types.ts'
import type { errors as model } from '../zh/errors.ts'

export const errors: Shape<typeof model> = {
  sign_in_failed: 'Account or password is wrong. Check both and try again.',
  too_many: 'Too many attempts. Wait a little and try again.',
  not_signed_in: 'The session has ended. Sign in again.',
  enrolment_refused: 'The code is wrong, used or expired. Ask the desk for a new QR code.',
  no_such_crate: 'There is no such crate. Check declaration and crate number.',
  network: 'The server cannot be reached. Check the network and try again.',
  captive: 'Wi-Fi needs sign-in; nothing sent. Open the browser and sign in to the network first.',
  server: 'The server cannot do this now. Try again later.',
  other: 'This did not complete. Please try again.',
}
