import { eventsFromHome, homeRegion } from '../config/alerts/home-events.ts'
import type { StacksOf } from './stack.ts'

/** What hands events on that AWS sends in one region alone. It stands for itself: the night shift does not wait for it. */
export const alertsStacks: StacksOf = ({ name, region, alerts }) => [
  {
    part: 'events',
    name: `${name}-events`,
    region: homeRegion,
    wanted: alerts.forwardEvents && eventsFromHome(alerts.events, region).length > 0,
  },
]
