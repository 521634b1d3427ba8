import type { Shape } from '../types.ts'
import type { hand as zh } from '../zh/hand.ts'

export const hand: Shape<typeof zh> = {
  code: {
    shown: 'Frame {k} of {n}',
    pause: 'Hold',
    go: 'Keep turning',
    before: 'Frame before',
    next: 'Next frame',
    long: 'Too much for codes: pass it over the network instead.',
  },
  gather: 'Receiving: {have} of {of} frames, hold still',
  broken: 'The code is not whole. Ask for it to be shown again.',
  tell: {
    open: 'Tell a colleague (QR code)',
    title: 'Tell that the lot is frozen',
    text: 'No signal needed: a colleague aims “Scan” at this. Their phone freezes the lot at once, and also carries this record once it has a network.',
    label: 'Code of the freeze',
  },
  told: {
    title: 'Frozen lot',
    frozen: '{n} crate of this lot is frozen on this phone | {n} crates of this lot are frozen on this phone',
    unknown: 'Noted. This phone does not hold that consignment yet; it shows frozen once it does.',
    source: 'Source',
    by: 'Told by the phone of {name}',
    seen: 'Frozen at',
    heard: 'Told at',
    reason: 'Reason',
    verified: 'Signature verified',
    verifiedText: 'The signature is that of the phone’s key as of the last sync.',
    unverified: 'Unverified',
    unverifiedText: 'This phone does not know that key. It freezes all the same; the server checks it once there is a network.',
    server: 'The server has this freeze; its word counts.',
    refused: 'The server does not take this record; this phone freezes nothing by it any more.',
    own: 'This is a freeze of this very phone.',
    forged: 'The signature does not hold: no genuine freeze. Nothing was changed. Ask face to face.',
    back: 'Go on scanning',
    notice: 'Told by the phone of {name} ({word}, {time})',
  },
  cosign: {
    open: 'Have {name} co-sign (recorder)',
    title: 'Co-signature of the recorder',
  },
}
