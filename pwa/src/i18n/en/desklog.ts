import type { Shape } from '../types.ts'
import type { deskLog as model } from '../zh/desklog.ts'

export const deskLog: Shape<typeof model> = {
  audit: {
    title: 'Audit',
    lead: 'Every entry goes into a log that only grows. Here it can be worked through from the start, without taking the server’s word for it.',
    checkpoint: 'Newest checkpoint',
    checkpointSays:
      'Up to this checkpoint the log holds {n} entry. Changing, removing or moving it would no longer match. | Up to this checkpoint the log holds {n} entries. Changing, removing or moving any of them would no longer match.',
    origin: 'Log',
    size: 'Entries',
    fetched: 'Fetched',
    key: 'Key number',
    keyHint: 'Must be the one noted when phones were enrolled.',
    technical: 'Hashes and signature as they are',
    root: 'Root hash',
    vkey: 'Verifier key',
    note: 'The checkpoint itself',
    qr: 'QR code of the checkpoint',
    qrHint: 'Print it and give it to somebody to keep: it will show whether the log was rolled back or rewritten.',
    print: 'Print checkpoint',
    printed: '{expo} · Checkpoint of the log · {at}',
    newer: 'Fetch the newest',
    empty: 'The log is empty.',

    check: 'Check the whole log',
    checkLead:
      'Fetches {n} entry, hashes it, grows the tree, checks its signature, and compares with the checkpoint. All in this browser. | Fetches {n} entries, hashes each, grows the whole tree, checks every signature, and compares with the checkpoint. All in this browser.',
    old: 'Compare with an old checkpoint as well',
    oldNote: 'The old checkpoint itself',
    oldHint:
      'Scan the QR code of the printed one and paste all of its text here. It shows whether the log was rolled back or rewritten since.',
    oldNotOurs:
      'The old checkpoint has no valid signature of this log’s key and was not compared. See that all of it was pasted.',
    oldGood:
      'The {n} entry of the old checkpoint is exactly as it was. | The {n} entries of the old checkpoint are exactly as they were.',
    start: 'Start checking',
    again: 'Check again',
    cancel: 'Stop',
    cancelled: 'Checking was stopped; nothing is concluded.',
    running: 'Checking {done} / {size} entries',
    left: 'about {time} left',
    failed: 'Checking did not complete',
    took: 'took {time}',

    good: 'The log is whole and unaltered',
    goodSays:
      '{n} entry, worked out anew, leads to the checkpoint that the server signed; its signature is of an enrolled device or the desk. | {n} entries, each worked out anew, lead to the checkpoint that the server signed; every signature is of an enrolled device or the desk.',
    continues:
      'The first {n} entry, checked by this browser on {at}, is exactly as it was. | The first {n} entries, checked by this browser on {at}, are exactly as they were.',
    first: 'This browser checked for the first time. It keeps this checkpoint and compares with it next time.',
    bad: 'The log disagrees in {n} place | The log disagrees in {n} places',
    badSays: 'Change nothing yourself. Leave everything as it is, print or capture this page, and call the administrator.',
    fault: {
      note: 'The signature of the checkpoint does not hold; it proves nothing',
      key_changed: 'The key of the log is not the one this browser saw before',
      misplaced: 'Entry {pos} is not where it belongs',
      short: 'The log holds only {pos} entries, fewer than its checkpoint says',
      root: 'The entries do not lead to the checkpoint: some were changed, added, removed or moved',
      kept_longer:
        'The log was longer when this browser checked before: entries are gone, or an old backup is running',
      kept_root: 'The first {pos} entries are not those this browser checked before: they were rewritten',
      old_longer:
        'The old checkpoint counts {pos} entries, more than now: entries are gone, or an old backup is running',
      old_root: 'The first {pos} entries are not those of the old checkpoint: they were rewritten',
      bad: 'The signature of entry {pos} does not fit what it says',
      no_key: 'Entry {pos} is of a device that was never enrolled',
      unreadable: 'Entry {pos} cannot be read',
    },
    moreFaults: '{n} more is not listed. | {n} more are not listed.',
    faults: 'What disagrees',

    meaning: 'What this proves',
    proves: {
      whole: 'Within the checkpoint no entry was changed, removed, inserted or moved.',
      who: 'Each is signed with the key of the device it names; nobody else can sign for it.',
      since: 'What this browser checked before is still there as it was.',
    },
    limits: 'What this does not prove',
    provesNot: {
      truth: 'That what was recorded is true, or that a photo shows this very crate.',
      complete: 'Records still on phones, and what was never recorded.',
      key: 'The first time, the key comes from this server: compare its number with an enrolled phone or a printed checkpoint.',
      fork: 'That nobody else is shown another log. The receipts on phones tell: if one disagrees, the top of the desk says so.',
    },
    disputes: 'Disputed receipts',
  },

  proof: {
    title: 'Time and proof',
    shows: 'Show proof',
    between: 'Provably made after {after} and before {before}.',
    before: 'Provably made before {before}; nothing shows after when.',
    after: 'Provably made after {after}; no checkpoint covers it yet.',
    open: 'No checkpoint proves its time yet.',
    seenBad: 'The checkpoint it names is not of this log; nothing shows after when it was made.',
    signedBy: 'Signed by {who} on “{device}”',
    position: 'Entry {pos} of the log',
    serverTime:
      'Both times are of the server’s checkpoints, by the server’s clock; the time the device claims is only a hint.',
    limits:
      'The proof shows when this entry was in the log, which device signed it, and that it is unaltered since. It does not show that it is true, nor that there is nothing else.',
    download: 'Download proof',
    downloadHint: 'C2SP tlog-proof text, verified offline with common tools.',
  },

  evidence: {
    title: 'Evidence bundle',
    lead: 'All entries of this crate with their proofs and photos, in one file. It opens as a page to read, and any computer can check it with greenlane audit verify, without an account here.',
    download: 'Download evidence',
  },

  doubts: {
    title: 'Doubts',
    tabs: { quarantine: 'Quarantined entries', objections: 'Objections' },
    tabsLabel: 'Which to see',
    state: {
      waiting: 'Waiting',
      admitted: 'Admitted',
      dismissed: 'Dismissed',
      open: 'Open',
      settled: 'Settled',
    },
    show: 'Show',
    openOnly: 'Open',
    all: 'All',

    quarantineNone: 'Nothing in quarantine',
    quarantineNoneHint:
      'Entries with a good signature that may not take effect at once are kept here until a supervisor decides.',
    quarantineLead:
      'Their signatures are good, but they may not take effect at once. They are in the log and cannot be lost.',
    says: 'What it says',
    why: 'Why in quarantine',
    code: {
      unknown_kind: 'This version does not know this kind of entry',
      bad_body: 'Its content is not of the right form',
      revoked_device: 'The device is revoked',
      no_right: 'This person may not record this',
      wrong_actor: 'Recorded by somebody other than the user of the device',
      other: 'Another reason ({code})',
    },
    todo: {
      now: 'Since an update the system understands it; it can be admitted.',
      understand:
        'What is not understood cannot be admitted. Ask the administrator to update the system and come back, it is kept as it is; or dismiss it.',
      body: 'Something is missing or wrong, so it cannot be admitted. Ask the person to record it again; this one is kept, and may be dismissed.',
      unclear:
        'This version cannot read what it says either, so it cannot be admitted. Have it recorded again, or wait for an update; it is kept as it is, and may be dismissed.',
      device: 'Ask the user whether the device is in their hands and the record is theirs, then decide.',
      right: 'Find out whether the person was sent to do this, then decide.',
    },
    admit: 'Admit',
    admitTitle: 'Admit entry',
    admitLead: 'It takes effect from now on and is judged by the rules of now. Your name and reason go into the log.',
    admitReason: 'Reason',
    admitOwed: 'Give the reason for admitting it.',
    admitted: 'Admitted.',
    dismiss: 'Dismiss',
    dismissTitle: 'Dismiss entry',
    dismissLead:
      'It takes no effect but stays in the log, and can still be admitted later. Your name and reason go into the log.',
    dismissReason: 'Reason',
    dismissOwed: 'Give the reason for dismissing it.',
    dismissed: 'Dismissed; it stays in the log.',
    own: 'This entry is your own. Somebody else must decide.',
    decided: 'Decided by {who}, {at}: {reason}',
    raw: 'The entry itself',

    objectionsNone: 'No open objections',
    objectionsNoneHint: 'Where a record breaks a rule, the objection is listed here.',
    objectionsLead:
      'An objection changes no record, it points out a broken rule. Look into it and write down what it was.',
    objection: 'Objection',
    crates: 'Crates',
    noCrate: 'No crate',
    by: 'Recorded by',
    raisedAt: 'Raised',
    settle: 'Settle',
    settleTitle: 'Settle objection',
    settleLead: 'What you found goes into the log and the crate counts one objection less; the record stays as it is.',
    settleNote: 'Finding',
    settleHint: 'For example: confirmed by phone, label was damaged, crate number compared by hand',
    settleOwed: 'Say what you found.',
    settled: 'The objection is settled.',
    ownObjection: 'This is about your own record. Somebody else must settle it.',
    settledBy: '{who}, {at}: {note}',
  },

  unsent: {
    title: 'Import unsent records',
    lead: 'When a phone cannot connect or is broken, import the file of unsent records it exported. It is as if the phone had sent them; importing twice records nothing twice.',
    formats: 'The ZIP that a phone exported, up to 500 MB.',
    tooLarge: 'The file has {size}, more than 500 MB. Export in parts on the phone.',
    empty: 'The file is empty. Export it again.',
    notZip: 'This is not a ZIP that a phone exported.',
    uploading: 'Uploading {name}',
    reading: 'Checking signatures and storing…',
    again: 'Import another',
    doneAll: 'All of it is on the server',
    doneSome: 'Some of it was not stored',
    counts: '{n} record, photos: {photos}. Exported {at}. | {n} records, photos: {photos}. Exported {at}.',
    entries: 'Records',
    photos: 'Photos',
    file: 'File',
    answer: 'Result',
    answers: {
      stored: 'Stored',
      duplicate: 'Was here before',
      quarantined: 'In quarantine',
      conflict: 'Conflicts with a received entry; kept',
      gap: 'Earlier entries are missing; not stored',
      refused: 'Not accepted',
    },
    unreadable: 'Unreadable record',
    tally: '{what} {n}',
    photo: { stored: 'Stored', already: 'Was here before', refused: 'Not stored' },
    toDoubts: 'Decide on quarantined entries',
    gapHint:
      'Earlier numbers are missing. Export all unsent records on that phone once more and import the file again.',
    refusedHint: 'What was not accepted is not stored. Keep the file and call the administrator.',
  },

  disputes: {
    banner:
      'The server disagrees with a receipt that a device holds. An old backup may be running, or entries were rewritten.',
    bannerDo: 'See the evidence',
    title: 'Disputed receipts',
    lead: 'At each sync a device keeps a receipt (checkpoint) signed by the server. One that does not match the log of now is a case here.',
    none: 'No disputes',
    noneHint: 'All receipts handed in by devices agree with the log.',
    sort: {
      rolled_back: 'Server rolled back',
      rewritten: 'Entries rewritten',
      unknown_origin: 'Log of unknown origin',
    },
    says: {
      rolled_back:
        'The device saw a log of {held} entries; the log of now goes back to {ours} only. Entries that were acknowledged are not on the server.',
      rewritten: 'At {held} entries the device saw another log than the one of now: old entries were altered.',
      unknown_origin: 'The device holds a receipt of another log, which this system never used.',
    },
    todo: {
      rolled_back:
        'Keep all devices signed in and connected, they offer what they kept again; and find out whether a backup was restored.',
      rewritten:
        'Stop all work on the server, keep database and backups as they are, and call the administrator to secure evidence.',
      unknown_origin:
        'Find out whether the device was enrolled elsewhere; if not, somebody may be posing as the server.',
    },
    held: 'Held by the device',
    ours: 'On the server',
    entries: '{count} entry | {count} entries',
    deviceUnknown: 'Unknown device',
    raisedAt: 'Raised',
    position: 'Entry {pos} of the log',
    signed: 'The device handed in the receipt with the server’s own signature: the server did issue it.',
    unsigned: 'The device told only the hash, not the signed receipt; sync that device once more.',
    evidence: 'The evidence itself',
    settled: 'Closed by {who}, {at}: {note}',
    close: 'Close',
    closeTitle: 'Close dispute',
    closeLead:
      'Say what it was once you know. The evidence stays in the log; the same receipt coming up again opens it anew.',
    closeNote: 'Finding',
    closeOwed: 'Say what it was.',
    closed: 'The dispute is closed.',
    root: 'Root hash',
    origin: 'Log',
    stateOpen: 'Open',
    stateSettled: 'Closed',
  },

  status: {
    label: 'State of the system',
    disputes: '{n} disputed receipt | {n} disputed receipts',
    quarantined: '{n} in quarantine | {n} in quarantine',
    objections: '{n} open objection | {n} open objections',
    oldest: 'oldest record waits {time}',
    clear: 'Nothing open',
  },
}
