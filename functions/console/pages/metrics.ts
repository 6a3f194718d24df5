import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const metricsPages: Contribution = {
  name: 'metrics',
  menu: [{ path: '/metrics', title: menuTitle('metrics'), icon: 'chart' }],
  views: [{ path: '/metrics', load: async () => (await import('./metrics/metrics.ts')).showMetrics }],
}
