import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const thumbnailsPages: Contribution = {
  name: 'thumbnails',
  isWanted: ({ thumbnails }) => thumbnails !== undefined,
  menu: [{ path: '/thumbnails', title: menuTitle('thumbnails'), icon: 'picture' }],
  views: [
    { path: '/thumbnails', load: async () => (await import('./thumbnails/thumbnails.ts')).showThumbnails },
    { path: '/thumbnails/pictures/:id', load: async () => (await import('./thumbnails/picture.ts')).showPicture },
  ],
  actions: [
    { path: '/thumbnails/replay', load: async () => (await import('./thumbnails/replay.ts')).replay },
    { path: '/thumbnails/backfill', load: async () => (await import('./thumbnails/backfill.ts')).start },
    { path: '/thumbnails/backfill/cancel', load: async () => (await import('./thumbnails/backfill.ts')).cancel },
  ],
  night: async () => (await import('./thumbnails/night.ts')).thumbnailsNight,
}
