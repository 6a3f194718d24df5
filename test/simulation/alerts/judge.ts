import { isOver } from '../../../functions/alerts/incident.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import {
  type AlarmRecord,
  type HeartbeatRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type TransitionRecord,
} from '../../../shared/ledger/records.ts'
import type { Story } from './story.ts'
import type { Watch } from './watch.ts'

const outcomes = new Set(['opened', 'held', 'resolved', 'noted', 'stale'])

/** What must be so when everything has come in and nothing fails any more. @returns how many incidents ended in which way */
export const judge = async (story: Story, watch: Watch, ledger: Ledger, now: Date): Promise<Record<string, number>> => {
  const { violations } = watch
  const ends: Record<string, number> = {}
  const records = await ledger.list<TransitionRecord>('transition', { limit: 100_000 })
  const byKey = new Map(records.map((record) => [`${record.pk} ${record.sk}`, record]))
  for (const { alarm, at, state } of story.transitions) {
    const { pk, sk } = keys.transition(alarm, at, state)
    const record = byKey.get(`${pk} ${sk}`)
    if (!record || !outcomes.has(record.outcome) || record.reason === '')
      violations.push(`${sk} of ${alarm}: no outcome`)
    else if (record.incident !== undefined && !watch.incidents.has(record.incident))
      violations.push(`${sk} of ${alarm}: its incident ${record.incident} is nowhere`)
  }
  for (const id of watch.incidents.keys()) await judgeIncident(id, story, watch, ledger, now, ends)
  for (const name of new Set(story.transitions.map(({ alarm }) => alarm))) await judgeAlarm(name, story, watch, ledger)

  for (const [person, times] of story.wild ? [] : watch.texts)
    for (const [index, at] of times.slice(2).entries())
      if (at - (times[index] ?? 0) < 59_000)
        violations.push(`${person}: three text messages within ${at - (times[index] ?? 0)} ms`)
  const late = await ledger.open<NotificationRecord>('notification', new Date(now.getTime() - 120_000).toISOString())
  for (const page of late) violations.push(`${page.incident} ${page.sk}: owed since ${page.at}`)
  const timers = await ledger.open('timer', new Date(now.getTime() - 62_000).toISOString())
  for (const timer of timers) violations.push(`${timer.pk} ${timer.sk}: was due at ${timer.at}`)
  const heartbeat = await ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
  const beating = heartbeat && Date.parse(heartbeat.lastAt) > now.getTime() - 20 * 60_000
  const silence = await ledger.get<AlarmRecord>(keys.alarm('heartbeat:backup'))
  if (beating && silence?.incident)
    violations.push(`heartbeat: open at ${now.toISOString()}, but it came ${heartbeat.lastAt}`)
  return ends
}

const judgeIncident = async (
  id: string,
  story: Story,
  { violations, sendings, incidents }: Watch,
  ledger: Ledger,
  now: Date,
  ends: Record<string, number>,
): Promise<void> => {
  const items = await ledger.children<IncidentRecord | NotificationRecord>(keys.incident(id).pk)
  const incident = items.find((item) => item.kind === 'incident')
  const pages = items.filter((item) => item.kind === 'notification')
  if (!incident) return void violations.push(`${id}: gone`)
  ends[incident.state] = (ends[incident.state] ?? 0) + 1
  if (incident.reason === '') violations.push(`${id}: ${incident.state} without a reason`)
  if (incident.state === 'suppressed' && incident.steps > 0) violations.push(`${id}: suppressed, but told`)
  const since = incidents.get(id)?.steppedAt
  const waits = pages.some(
    ({ outcome, digest, at }) => outcome === 'planned' && digest && Date.parse(at) > now.getTime() - 3 * 3_600_000,
  )
  const known = incidents.get(id)
  const reached = known?.reachedAt
  const endAt = reached ?? (isOver(incident) || incident.state === 'acknowledged' ? known?.stateAt : now.getTime())
  // A minute between two messages to one person, and a minute until the sweep finds a digest that lost its timer.
  if (!story.wild && incident.severity === 'critical' && since !== undefined && (endAt ?? 0) - since > 125_000)
    violations.push(`${id}: critical, and told only after ${(endAt ?? 0) - since} ms`)
  if (
    (incident.state === 'open' || incident.state === 'exhausted') &&
    reached === undefined &&
    !waits &&
    since !== undefined &&
    since < now.getTime() - 185_000
  )
    violations.push(
      `${id}: ${incident.state} and nobody knows, ${pages.map(({ to, channel, outcome }) => `${to} ${channel} ${outcome}`).join(', ')}`,
    )
  if (!isOver(incident)) return
  for (const page of pages.filter(({ purpose }) => purpose === 'page')) {
    const sent = sendings.get(`${id} page ${page.step} ${page.to} ${page.channel}`)
    const recovery = pages.find(
      ({ purpose, to, channel }) => purpose === 'recovery' && to === page.to && channel === page.channel,
    )
    if (sent && !recovery) violations.push(`${id}: ${page.to} ${page.channel} was told, and never that it is over`)
    if (page.outcome === 'planned') violations.push(`${id}: over, but ${page.to} ${page.channel} is still to be told`)
  }
}

const judgeAlarm = async (name: string, story: Story, { violations }: Watch, ledger: Ledger): Promise<void> => {
  const alarm = await ledger.get<AlarmRecord>(keys.alarm(name))
  const newest = story.transitions
    .filter((each) => each.alarm === name)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1)
  const incident = alarm?.incident ? await ledger.get<IncidentRecord>(keys.incident(alarm.incident)) : undefined
  if (newest?.state === 'OK' && incident) violations.push(`${name}: is OK, but ${incident.id} is ${incident.state}`)
  if (incident && isOver(incident)) violations.push(`${name}: points to ${incident.id}, which is over`)
}
