import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const thumbnailsPages: Contribution = {
  name: 'thumbnails',
  title: menuTitle('thumbnails'),
  isWanted: ({ thumbnails }) => thumbnails !== undefined,
  night: async () => (await import('./thumbnails/night.ts')).thumbnailsNight,
}
