import type { Contribution } from '../contract/contribution.ts'
import { lifecycleWords } from '../view/words/lifecycle.ts'

export const lifecyclePages: Contribution = {
  name: 'lifecycle',
  title: (language) => lifecycleWords[language].lifecycle,
  isWanted: ({ lifecycle }) => lifecycle !== undefined,
  night: async () => (await import('./lifecycle/night.ts')).lifecycleNight,
}
