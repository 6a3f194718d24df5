import type { Contribution } from '../contract/contribution.ts'
import { alertsWords } from '../view/words/alerts.ts'

export const alertsPages: Contribution = {
  name: 'alerts',
  menu: [{ path: '/incidents', title: (language) => alertsWords[language].incidents, icon: 'incident' }],
  views: [{ path: '/incidents', load: async () => (await import('./alerts/incidents.ts')).showIncidents }],
  actions: [
    { path: '/incidents/:id/acknowledge', load: async () => (await import('./alerts/acknowledge.ts')).acknowledge },
  ],
  feeds: [{ path: '/calendar/:file', load: async () => (await import('./alerts/calendar.ts')).calendarFeed }],
  night: async () => (await import('./alerts/night.ts')).alertsNight,
}
