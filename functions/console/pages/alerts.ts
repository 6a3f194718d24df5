import type { Act, Contribution, Route } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

type Acts = typeof import('./alerts/acts.ts')
type OnCallActs = typeof import('./alerts/on-call/acts.ts')

type ActsOf<Module> = keyof { [Key in keyof Module as Module[Key] extends Act ? Key : never]: true }

const act = (name: string, of: ActsOf<Acts>): Route<Act> => ({
  path: `/incidents/:id/${name}`,
  load: async () => (await import('./alerts/acts.ts'))[of],
})

const onCallAct = (path: string, of: ActsOf<OnCallActs>): Route<Act> => ({
  path: `/on-call/${path}`,
  load: async () => (await import('./alerts/on-call/acts.ts'))[of],
})

export const alertsPages: Contribution = {
  name: 'alerts',
  menu: [
    { path: '/incidents', title: menuTitle('incidents'), icon: 'incident' },
    { path: '/on-call', title: menuTitle('onCall'), icon: 'calendar' },
  ],
  views: [
    { path: '/incidents', load: async () => (await import('./alerts/incidents.ts')).showIncidents },
    { path: '/incidents/times', load: async () => (await import('./alerts/times.ts')).showTimes },
    { path: '/incidents/:id', load: async () => (await import('./alerts/incident.ts')).showOneIncident },
    { path: '/incidents/:id/report.md', load: async () => (await import('./alerts/report.ts')).showReport },
    { path: '/heartbeats', load: async () => (await import('./alerts/heartbeats.ts')).showHeartbeats },
    { path: '/on-call', load: async () => (await import('./alerts/on-call/on-call.ts')).showOnCall },
    { path: '/on-call/people/:name', load: async () => (await import('./alerts/on-call/person.ts')).showPerson },
    { path: '/on-call/cover', load: async () => (await import('./alerts/on-call/preview.ts')).showCover },
    { path: '/on-call/swap', load: async () => (await import('./alerts/on-call/preview.ts')).showSwap },
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
    onCallAct('cover', 'cover'),
    onCallAct('swap', 'swap'),
    onCallAct('overrides/:id/cancel', 'cancel'),
    onCallAct('silences', 'silence'),
    onCallAct('silences/:id/end', 'unsilence'),
    onCallAct('calendars', 'makeFeed'),
    onCallAct('calendars/revoke', 'revokeFeeds'),
  ],
  feeds: [{ path: '/calendar/:file', load: async () => (await import('./alerts/calendar.ts')).calendarFeed }],
  night: async () => (await import('./alerts/night.ts')).alertsNight,
}
