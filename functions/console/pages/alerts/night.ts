import { incidentsSince, type ShortMessage } from '../../../../api/alerts/night.ts'
import type { IncidentRecord, NotificationRecord } from '../../../../shared/ledger/records.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Attention, Item, Lane } from '../../contract/night.ts'
import { actionForm } from '../../view/form.ts'
import type { Look } from '../../view/night/looks.ts'
import { durationText } from '../../view/times.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { isOver } from './state.ts'

const isUntaken = (incident: IncidentRecord): boolean => !isOver(incident) && incident.state !== 'acknowledged'

const secondsBetween = (from: string, until: string | Date): number =>
  (new Date(until).getTime() - Date.parse(from)) / 1_000

/** How it stands or went with one incident, in a few words. */
const storyOf = ({ reader, now }: Asked, incident: IncidentRecord): string => {
  const say = alertsWords[reader.language]
  const { openedAt, closedAt, acknowledgedAt, acknowledgedBy, acknowledgements } = incident
  const [first] = acknowledgements ?? []
  const by = first?.by ?? acknowledgedBy
  const takenAt = first?.at ?? acknowledgedAt
  const parts = [
    ...(by !== undefined && takenAt !== undefined
      ? [say.acknowledgedBy(by, durationText(reader, secondsBetween(openedAt, takenAt)))]
      : isOver(incident)
        ? []
        : [say.openFor(durationText(reader, secondsBetween(openedAt, now)))]),
    ...(closedAt === undefined ? [] : [say.lasted(durationText(reader, secondsBetween(openedAt, closedAt)))]),
  ]
  return parts.length > 0 ? parts.join(', ') : say.states[incident.state]
}

const barsOf = (asked: Asked, incident: IncidentRecord): Item[] => {
  const { openedAt, closedAt, acknowledgedAt, acknowledgements = [], state } = incident
  const takenAt = acknowledgements[0]?.at ?? acknowledgedAt
  const title = `${incident.title || incident.alarm}: ${storyOf(asked, incident)}`
  const path = `/incidents/${incident.id}`
  const bar = (from: string, until: string, look: Look): Item => ({ from, until, look, title, path })
  const mark: Item[] = takenAt === undefined ? [] : [{ from: takenAt, look: 'incident-taken', title, path }]
  if (isOver(incident)) return [bar(openedAt, closedAt ?? openedAt, 'incident-over'), ...mark]
  if (state === 'held') return [bar(openedAt, 'now', 'incident-held')]
  if (state !== 'acknowledged' || takenAt === undefined) return [bar(openedAt, 'now', 'incident-open'), ...mark]
  return [bar(openedAt, takenAt, 'incident-open'), bar(takenAt, 'now', 'incident-acknowledged'), ...mark]
}

const messageLooks = {
  accepted: 'message-sent',
  failed: 'message-failed',
  planned: 'message-waiting',
  dropped: undefined,
} as const satisfies Record<NotificationRecord['outcome'], Look | undefined>

const messageItems = (asked: Asked, messages: readonly ShortMessage[]): Item[] => {
  const say = alertsWords[asked.reader.language]
  return messages.flatMap(({ at, outcome, to, channel, purpose, incident }) => {
    const look = messageLooks[outcome]
    const title = say.message(to, channel, say.purposes[purpose], say.outcomes[outcome])
    return look === undefined ? [] : [{ from: at, look, title, path: `/incidents/${incident}` }]
  })
}

const attentionOf = (asked: Asked, incident: IncidentRecord): Attention => {
  const say = alertsWords[asked.reader.language]
  const action = actionForm(asked, {
    path: `/incidents/${incident.id}/acknowledge`,
    label: say.acknowledge,
    look: 'first',
  })
  return {
    severity: incident.severity,
    title: incident.title || incident.alarm,
    detail: storyOf(asked, incident),
    since: incident.openedAt,
    path: `/incidents/${incident.id}`,
    ...(action ? { action } : {}),
  }
}

const sentencesOf = (
  asked: Asked,
  incidents: readonly IncidentRecord[],
  messages: readonly ShortMessage[],
): string[] => {
  const say = alertsWords[asked.reader.language]
  const [first, ...others] = incidents
  if (!first) return [say.noIncident]
  const failed = messages.filter(({ outcome }) => outcome === 'failed').length
  const alarms = new Set(incidents.map(({ alarm }) => alarm)).size
  const open = incidents.filter(isUntaken).length
  const taken = incidents.filter(({ state }) => state === 'acknowledged').length
  return [
    ...(others.length === 0
      ? [say.one(first.alarm, storyOf(asked, first))]
      : [say.several(incidents.length, alarms), say.standing(open, taken)]),
    ...(failed > 0 ? [say.failedMessages(failed)] : []),
  ]
}

/** A lane for each alarm, one for the messages; who has to acknowledge what. */
export const alertsNight: TellNight = async (asked, { from }) => {
  const { incidents, messages } = await incidentsSince(asked.deployment, from)
  const say = alertsWords[asked.reader.language]
  const lanes = [...Map.groupBy(incidents, ({ alarm }) => alarm)].map(
    ([alarm, each]): Lane => ({
      id: `alarm/${alarm}`,
      title: alarm,
      items: each.flatMap((incident) => barsOf(asked, incident)),
      isWrong: each.some((incident) => !isOver(incident)),
    }),
  )
  const sent: Lane = { id: 'messages', title: say.messages, items: messageItems(asked, messages), isWrong: true }
  return {
    lanes: [...lanes, sent],
    sentences: sentencesOf(asked, incidents, messages),
    attention: incidents.filter(isUntaken).map((incident) => attentionOf(asked, incident)),
    wasQuiet: !incidents.some(isUntaken),
  }
}
