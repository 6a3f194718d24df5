import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const lifecyclePages: Contribution = {
  name: 'lifecycle',
  isWanted: ({ lifecycle }) => lifecycle !== undefined,
  menu: [{ path: '/lifecycle', title: menuTitle('lifecycle'), icon: 'bucket' }],
  views: [{ path: '/lifecycle', load: async () => (await import('./lifecycle/buckets.ts')).showBuckets }],
  actions: [{ path: '/lifecycle/apply', load: async () => (await import('./lifecycle/apply.ts')).apply }],
  night: async () => (await import('./lifecycle/night.ts')).lifecycleNight,
}
