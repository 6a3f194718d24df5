import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const lifecyclePages: Contribution = {
  name: 'lifecycle',
  title: menuTitle('lifecycle'),
  isWanted: ({ lifecycle }) => lifecycle !== undefined,
  night: async () => (await import('./lifecycle/night.ts')).lifecycleNight,
}
