import type { Contribution } from '../contract/contribution.ts'
import { queuesWords } from '../view/words/queues.ts'

export const queuesPages: Contribution = {
  name: 'queues',
  menu: [{ path: '/queues', title: (language) => queuesWords[language].queues, icon: 'queue' }],
  views: [
    { path: '/queues', load: async () => (await import('./queues/queues.ts')).showQueues },
    { path: '/queues/:queue', load: async () => (await import('./queues/letters.ts')).showLetters },
  ],
  actions: [{ path: '/queues/:queue/replay', load: async () => (await import('./queues/replay.ts')).replay }],
}
