import type { AlertsConfig } from '../../shared/config/alerts.ts'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import type { Ledger, Write } from '../../shared/ledger/ledger.ts'
import {
  type AlarmRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type TransitionRecord,
} from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { metrics } from '../../shared/metrics.ts'
import { deliver } from './deliver.ts'
import type { Send } from './effects.ts'
import { closeIncident, decide, endPages, nextAlarm, openIncident, planNotification } from './incident.ts'
import type { Transition } from './intake.ts'
import { turnAt } from './rotation.ts'

export interface Reaction {
  readonly ledger: Ledger
  readonly send: Send
  readonly config: Pick<AlertsConfig, 'responders' | 'rotations' | 'onCall'>
  /** Version of the config, for the record. */
  readonly version: string
  readonly now: Date
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
}

/** How often a decision is made anew when another call changed the same alarm in between. */
const maxConflicts = 5

/**
 * Takes a transition all the way: decides once, writes the decision and the messages it owes in one transaction, then
 * sends them. Called again with the same transition it only sends what is still owed.
 * @throws TransientError, ConflictError: to be tried again
 */
export const react = async (transition: Transition, reaction: Reaction): Promise<TransitionRecord> => {
  const record = await decideOnce(transition, reaction)
  if (record.incident) {
    const { ledger, send, now, callId } = reaction
    await deliver(record.incident, { ledger, send, now, callId, zone: rotationOf(reaction).zone })
  }
  return record
}

const decideOnce = async (transition: Transition, reaction: Reaction, conflicts = 0): Promise<TransitionRecord> => {
  const { ledger, now, version } = reaction
  const key = keys.transition(transition.alarm, transition.at, transition.state)
  const [seen, alarm] = await Promise.all([
    ledger.get<TransitionRecord>(key),
    ledger.get<AlarmRecord>(keys.alarm(transition.alarm)),
  ])
  if (seen) return seen
  const decision = decide(transition, alarm)
  const record: TransitionRecord = {
    ...key,
    kind: 'transition',
    at: transition.at,
    alarm: transition.name,
    ...decision,
    basis: {
      event: transition,
      state: alarm && { state: alarm.state, stateAt: alarm.stateAt, incident: alarm.incident },
      config: version,
    },
  }
  const next = nextAlarm(transition, decision)
  const writes: Write[] = [
    { item: record, expect: 'absent' },
    ...(next ? [{ item: next, expect: alarm?.version ?? ('absent' as const) }] : []),
    ...(await incidentWrites(transition, record, reaction)),
  ]
  try {
    await ledger.commit(writes, now)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (conflicts >= maxConflicts) throw new TransientError('Too many calls change this alarm at once')
    return decideOnce(transition, reaction, conflicts + 1)
  }
  metrics.add(decision.outcome === 'opened' ? 'IncidentsOpened' : 'TransitionsSeen', 1)
  log.info('transition', { outcome: record.outcome, incident: record.incident })
  return record
}

const rotationOf = ({ config }: Reaction) => {
  const rotation = config.rotations[config.onCall]
  if (!rotation) throw new RangeError(`No rotation ${config.onCall}: synth has let it pass`)
  return rotation
}

/** Who is called now, by each of their channels. */
const onCallNow = (reaction: Reaction): Pick<NotificationRecord, 'to' | 'channel'>[] => {
  const to = turnAt(rotationOf(reaction), reaction.now).responder
  const contacts = reaction.config.responders[to]
  return (['sms', 'email'] as const).filter((channel) => contacts?.[channel]).map((channel) => ({ to, channel }))
}

const incidentWrites = async (
  transition: Transition,
  record: TransitionRecord,
  reaction: Reaction,
): Promise<Write[]> => {
  const { ledger, now, version } = reaction
  const { incident: incidentId, outcome } = record
  if (incidentId === undefined || (outcome !== 'opened' && outcome !== 'resolved')) return []
  const key = keys.incident(incidentId)
  if (outcome === 'opened')
    return [
      { item: openIncident(incidentId, transition, version), expect: 'absent' },
      ...onCallNow(reaction).map((to) => ({
        item: planNotification(incidentId, 'page', to, now),
        expect: 'absent' as const,
      })),
    ]
  const [incident, pages] = await Promise.all([
    ledger.get<IncidentRecord>(key),
    ledger.children<NotificationRecord>(key.pk, 'notification#page#'),
  ])
  if (!incident) return []
  return [{ item: closeIncident(incident, transition), expect: incident.version }, ...endPages(pages, now)]
}
