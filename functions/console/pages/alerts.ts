import type { Act, Contribution, Route } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

type Acts = typeof import('./alerts/acts.ts')

const act = (
  name: string,
  of: keyof { [Key in keyof Acts as Acts[Key] extends Act ? Key : never]: true },
): Route<Act> => ({
  path: `/incidents/:id/${name}`,
  load: async () => (await import('./alerts/acts.ts'))[of],
})

export const alertsPages: Contribution = {
  name: 'alerts',
  menu: [{ path: '/incidents', title: menuTitle('incidents'), icon: 'incident' }],
  views: [
    { path: '/incidents', load: async () => (await import('./alerts/incidents.ts')).showIncidents },
    { path: '/incidents/times', load: async () => (await import('./alerts/times.ts')).showTimes },
    { path: '/incidents/:id', load: async () => (await import('./alerts/incident.ts')).showOneIncident },
    { path: '/incidents/:id/report.md', load: async () => (await import('./alerts/report.ts')).showReport },
    { path: '/heartbeats', load: async () => (await import('./alerts/heartbeats.ts')).showHeartbeats },
  ],
  actions: [
    { path: '/incidents/several', load: async () => (await import('./alerts/several.ts')).actOnSeveral },
    act('acknowledge', 'acknowledge'),
    act('take-over', 'takeOver'),
    act('resolve', 'resolve'),
    act('escalate', 'escalate'),
    act('hand-over', 'handOver'),
    act('snooze', 'snooze'),
    act('note', 'addNote'),
    act('silence', 'silenceAlarmOf'),
  ],
  feeds: [{ path: '/calendar/:file', load: async () => (await import('./alerts/calendar.ts')).calendarFeed }],
  night: async () => (await import('./alerts/night.ts')).alertsNight,
}
