import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const metricsPages: Contribution = {
  name: 'metrics',
  menu: [{ path: '/metrics', title: menuTitle('metrics'), icon: 'chart' }],
  night: async () => (await import('./metrics/night.ts')).metricsNight,
  views: [{ path: '/metrics', load: async () => (await import('./metrics/metrics.ts')).showMetrics }],
}
