import type { Shape } from '../types.ts'
import type { errors as model } from '../zh/errors.ts'

export const errors: Shape<typeof model> = {
  sign_in_failed: 'Account or password is wrong. Check both and try again.',
  too_many: 'Too many attempts. Wait a little and try again.',
  not_signed_in: 'The session has ended. Sign in again.',
  enrolment_refused: 'The code is wrong, used or expired. Ask the desk for a new QR code.',
  root_mismatch:
    'The server’s root key does not match the QR code; nothing was enrolled. Check the network, scan again; else tell the administrator.',
  answer_mismatch: 'The server answered for another key; nothing was enrolled. Scan again.',
  trust_refused: 'The trust list did not verify; nothing was enrolled. Tell the administrator.',
  key_unusable:
    'This browser cannot keep a key; nothing was enrolled. Use the system browser, or leave private mode.',
  no_such_crate: 'There is no such crate. Check declaration and crate number.',
  offline: 'The server cannot be reached. Check the network and try again.',
  timeout: 'The server did not answer in time. Try again where the signal is better.',
  captive: 'Wi-Fi needs sign-in; nothing sent. Open the browser and sign in to the network first.',
  server_unavailable: 'The server is not available just now. Everything is kept here and tried again.',
  not_enrolled: 'This phone is not enrolled yet. Enrol it first.',
  another_person: 'This phone belongs to another person; it stays locked.',
  photo_missing: 'A photo is not on this phone. Try again online, or take it again.',
  too_many_photos: 'A record takes 60 photos at most. Remove some.',
  entry_too_large: 'Too long for one record. Shorten the remarks.',
  storage_full: 'Storage is full; nothing was saved. Upload or export first.',
  not_a_photo: 'This file is not a photo.',
  too_large: 'The file is too large.',
  unsigned:
    'The answer does not bear our log’s signature and does not count; nothing sent. Check the network, or call the administrator.',
  disk_full:
    'The server’s disk is full and takes nothing for now. Records and photos are kept on this phone and go by themselves once there is room. Tell the administrator.',
  client_too_old:
    'This version of the app is too old to fetch lists; what is unsent still goes out. Reload to update.',
  log_disputed:
    'The server’s records contradict what it confirmed to this phone. All is kept here; call the administrator.',
  storage: 'Not saved. Try again; if it fails, reload.',
  other: 'This did not complete. Please try again.',
}
