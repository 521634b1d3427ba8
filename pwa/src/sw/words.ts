/** What a message says, in both languages: the worker has no page whose words it could use. */
import type { Knock } from '../wire/types.ts'

export type Language = 'zh' | 'en'

interface Words {
  title: string
  what: Record<Knock['what'], (n: number) => string>
  unknown: string
}

export const words: Record<Language, Words> = {
  zh: {
    title: '绿色通道',
    what: {
      returned: () => '一份查验记录被退回，请补正。',
      frozen: () => '一个批次已冻结，请先停拆。',
      lifted: () => '一个批次已解除冻结。',
      opinion: () => '专家已给出意见。',
      near: (n) => `${String(n)} 箱即将超时。`,
    },
    unknown: '有新情况，请打开查看。',
  },
  en: {
    title: 'Greenlane',
    what: {
      returned: () => 'A record was sent back; please correct it.',
      frozen: () => 'A lot is frozen; stop opening its crates.',
      lifted: () => 'The freeze of a lot was lifted.',
      opinion: () => 'The expert has given an opinion.',
      near: (n) => (n === 1 ? '1 crate is about to run over time.' : `${String(n)} crates are about to run over time.`),
    },
    unknown: 'Something is new; open the app to see it.',
  },
}
