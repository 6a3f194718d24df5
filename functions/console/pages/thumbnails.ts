import type { Contribution } from '../contract/contribution.ts'
import { thumbnailsWords } from '../view/words/thumbnails.ts'

export const thumbnailsPages: Contribution = {
  name: 'thumbnails',
  title: (language) => thumbnailsWords[language].thumbnails,
  isWanted: ({ thumbnails }) => thumbnails !== undefined,
  night: async () => (await import('./thumbnails/night.ts')).thumbnailsNight,
}
