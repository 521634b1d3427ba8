/** Help and the practice crate, in English. */
import type { Shape } from '../types.ts'
import type { help as zh } from '../zh/help.ts'

export const help: Shape<typeof zh> = {
  title: 'Help',
  lead: 'Three pictures a page; no signal needed.',
  practise: 'Practise with a crate',
  practiseHint: 'Every step once. Nothing is recorded.',
  all: 'All help',
  next: 'Next page',
  colon: ': ',
  pages: {
    scan: {
      title: 'Scanning',
      steps: {
        aim: 'Hold the phone over the code on the label, within an arm’s length. Press nothing.',
        shapes: 'Shape first: a ring is valid, a triangle is caution, an octagon is stop. Then the word.',
        other: 'No luck? Use the torch, take a photo of the code, or type the label number.',
      },
    },
    gate: {
      title: 'A truck at the gate',
      steps: {
        open: 'The camera stays open. Scan crate after crate.',
        grid: 'Each crate fills a square. What stays empty is missing.',
        doubt: 'Set doubtful crates aside and let the others in.',
      },
    },
    inspect: {
      title: 'Inspecting',
      steps: {
        before: 'Before opening, photograph the crate and its label.',
        answer: 'One answer to each question: pass, fail or not applicable. None is preset.',
        leave: 'Leave whenever you must. You come back to the very same question.',
      },
    },
    photo: {
      title: 'Photos',
      steps: {
        near: 'First the whole, then close up.',
        item: 'A photo stays with what it proves: press the camera beside that question.',
        kept: 'The original is stored on this phone at once, not a byte changed.',
      },
    },
    find: {
      title: 'A live pest',
      steps: {
        close: 'Close and seal the crate first; fill in later.',
        sample: 'Photograph it, take a sample, write the crate’s number on it.',
        report: 'The whole lot is frozen. Report to the director on duty at once.',
      },
    },
    sign: {
      title: 'Signing',
      steps: {
        gaps: 'What is missing is listed at the end; one press leads there.',
        people: 'Choose the recorder. The owner witnesses, refuses, or is absent.',
        final: 'Once signed it cannot be changed, only amended; both remain.',
      },
    },
    outbox: {
      title: 'Outbox',
      steps: {
        states: 'Clouds are queued and received; the lock is sealed.',
        later: 'Work on without a signal. It uploads by itself later.',
        export: 'Still not sent? Export what is unsent and hand it to the desk.',
      },
    },
    phone: {
      title: 'This phone',
      steps: {
        sun: 'In the sun use the outdoor theme: heavier letters, no grey.',
        update: 'A new version never interrupts. You say when.',
        out: 'Signing out only hides things; unsent records stay.',
      },
    },
  },
  practice: {
    title: 'Practice',
    mark: 'Practice: not recorded, not sent, forgotten when you leave.',
    step: 'Step {n} of {of}',
    scan: 'This is a practice label. A real one is at the top right of a crate: hold the phone over it.',
    pretend: 'Pretend it was scanned',
    verdict: 'A ring and “Valid”: it may be opened. First compare number, stand and goods.',
    begin: 'Start inspecting',
    answer: 'Three questions, one big key each. Pressed the wrong one? Press another.',
    questions: {
      mark: 'Shipping mark and number match the declaration',
      soil: 'No soil on goods, packing or crate',
      wood: 'Wood packing bears the IPPC mark',
    },
    photo: 'Take a photo for question 2: press the camera and take anything, or pretend.',
    photoPretend: 'Pretend it was taken',
    photoDone: 'The photo stays beside its question. Practice photos are not kept.',
    find: 'Something crawls at the bottom. Press “Live pest”.',
    live: 'Live pest',
    which: 'What is it? If unsure choose “unknown”: two presses are enough.',
    larva: 'Unknown larva',
    adult: 'Unknown adult',
    contained: 'Close, seal, report. In a real inspection the whole lot would be frozen now.',
    sign: 'The result: to the laboratory. Once signed it cannot be changed, only amended.',
    signIt: 'Sign (practice)',
    done: 'Practice done',
    doneHint: 'Nothing was recorded. A real inspection has the same few steps.',
    again: 'Once more',
    start: 'To the scanner',
    next: 'Next',
    leave: 'End practice',
    shot: 'Practice photo',
  },
}
