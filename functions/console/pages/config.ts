import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const configPages: Contribution = {
  name: 'config',
  menu: [{ path: '/config', title: menuTitle('config'), icon: 'config' }],
  night: async () => (await import('./config/night.ts')).configNight,
  views: [{ path: '/config', load: async () => (await import('./config/config.ts')).showConfig }],
}
