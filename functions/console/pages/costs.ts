import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const costsPages: Contribution = {
  name: 'costs',
  menu: [{ path: '/costs', title: menuTitle('costs'), icon: 'cost' }],
  night: async () => (await import('./costs/night.ts')).costsNight,
  views: [{ path: '/costs', load: async () => (await import('./costs/costs.ts')).showCosts }],
}
