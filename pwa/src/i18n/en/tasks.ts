import type { Shape } from '../types.ts'
import type { tasks as model } from '../zh/tasks.ts'

export const tasks: Shape<typeof model> = {
  by: { label: 'Order', stand: 'By stand', clock: 'By time' },
  clock: {
    name: { acceptance: 'Accept', attendance: 'Attend', inspection: 'Inspect', signing: 'Sign', visit: 'Visit', check: 'Check' },
    left: '{time} left',
    over: '{time} over',
    days: '{n} day | {n} days',
    hours: '{n} h',
    hoursMinutes: '{n} h {m} min',
    minutes: '{n} min',
    stopped: {
      correction: 'Stopped: correction',
      laboratory: 'Stopped: laboratory',
      owner: 'Stopped: owner',
    },
  },
  over: '{n} over time',
  near: { here: 'You are here', hall: 'Same hall' },
  taken: '{name} has it until {at}',
  mine: 'Yours to {at}',
  take: 'I inspect this crate | I inspect these {n} crates',
  leave: 'Leave it to others',
  takeHint: 'Tells colleagues, locks nothing; ends by itself after 4 hours.',
  takenBy: '{name} has {n} crate | {name} has {n} crates',
  stopped: 'Stopped clocks',
  stoppedHint: 'Waiting for a correction, a laboratory or the owner; no time counts.',
  news: {
    title: 'Sync brought {n} change | Sync brought {n} changes',
    since: 'since {at}',
    more: 'One earlier change is not listed. | {n} earlier changes are not listed.',
    read: 'Understood',
    none: 'Nothing new.',
    sort: {
      returned: 'Sent back',
      frozen: 'Lot frozen',
      lifted: 'Freeze lifted',
      new: 'New on the list',
      moved: 'New state',
    },
  },
  tell: {
    title: 'Messages',
    text: 'Tells you, even while the app is closed, of a record sent back, a lot frozen or lifted, an opinion given, a clock running out. Messages come encrypted through the browser maker’s push service and name no person and no goods.',
    on: 'Turn messages on',
    off: 'Turn messages off',
    isOn: 'Messages are on for this phone.',
    unsupported: 'This browser takes no messages. On an iPhone add the app to the home screen first.',
    denied: 'The browser forbids notifications. Allow them in the system’s or the site’s settings.',
    noService: 'The browser could not reach its push service; messages stay off. Sync is not affected; try again on another network.',
  },
}
