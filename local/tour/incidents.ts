import { type IncidentRow, type MessageRow, readIncident, readIncidents } from '../../api/alerts.ts'
import { eventually, type Guide } from './guide.ts'

/** A message has gone out, or waits for a person's next one because they had two within the minute. */
const isOnItsWay = ({ outcome, digest, notBefore }: MessageRow): boolean =>
  outcome === 'accepted' || (outcome === 'planned' && (digest === true || notBefore !== undefined))

const isTold = ({ notifications }: IncidentRow): boolean =>
  notifications.length > 0 && notifications.every((each) => isOnItsWay(each) || each.outcome === 'dropped')

/** The newest incident about something, once every message for it has gone out or waits for its time. */
export const awaitIncident = (guide: Guide, alarm: string, state: IncidentRow['state'], since: Date) =>
  eventually(`the incident of ${alarm} to be ${state}, and everybody notified`, async () => {
    const incidents = await readIncidents(guide, { alarm, since: since.toISOString(), limit: 20 })
    const incident = incidents.find((each) => each.state === state)
    return incident && isTold(incident) && incident
  })

/** An incident that is known already, once it is in a state. */
export const awaitState = (guide: Guide, id: string, state: IncidentRow['state']) =>
  eventually(`incident ${id} to be ${state}, and everybody notified`, async () => {
    const incident = await readIncident(guide, id)
    return incident?.state === state && isTold(incident) && incident
  })
