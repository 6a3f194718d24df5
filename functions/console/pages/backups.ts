import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const backupsPages: Contribution = {
  name: 'backups',
  isWanted: ({ backups }) => backups !== undefined,
  menu: [{ path: '/backups', title: menuTitle('backups'), icon: 'bucket' }],
  views: [{ path: '/backups', load: async () => (await import('./backups/saved.ts')).showBackups }],
  night: async () => (await import('./backups/night.ts')).backupsNight,
}
