import type { Contribution } from '../contract/contribution.ts'
import { hoursWords } from '../view/words/hours.ts'

export const hoursPages: Contribution = {
  name: 'hours',
  title: (language) => hoursWords[language].hours,
  isWanted: ({ hours }) => hours !== undefined,
  night: async () => (await import('./hours/night.ts')).hoursNight,
}
