import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const queuesPages: Contribution = {
  name: 'queues',
  menu: [{ path: '/queues', title: menuTitle('queues'), icon: 'queue' }],
  views: [
    { path: '/queues', load: async () => (await import('./queues/queues.ts')).showQueues },
    { path: '/queues/:queue', load: async () => (await import('./queues/letters.ts')).showLetters },
  ],
  actions: [{ path: '/queues/:queue/replay', load: async () => (await import('./queues/replay.ts')).replay }],
}
