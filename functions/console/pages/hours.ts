import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const hoursPages: Contribution = {
  name: 'hours',
  isWanted: ({ hours }) => hours !== undefined,
  menu: [{ path: '/hours', title: menuTitle('hours'), icon: 'power' }],
  views: [
    { path: '/hours', load: async () => (await import('./hours/targets.ts')).showTargets },
    { path: '/hours/year/:calendar', load: async () => (await import('./hours/year.ts')).showYear },
    // Names of targets have slashes: ecs-service/shop/web.
    { path: '/hours/targets/:target{.+}', load: async () => (await import('./hours/target.ts')).showTarget },
  ],
  actions: [{ path: '/hours/:action/:target{.+}', load: async () => (await import('./hours/actions.ts')).actOnTarget }],
  night: async () => (await import('./hours/night.ts')).hoursNight,
}
