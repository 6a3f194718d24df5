import type { Transition } from '../../../functions/alerts/intake/index.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import {
  type AlarmRecord,
  type HeartbeatRecord,
  type IncidentRecord,
  keys,
  type TransitionRecord,
} from '../../../shared/ledger/records.ts'
import { judgeIncident } from './judge-incident.ts'
import type { Story } from './story.ts'
import type { Watch } from './watch.ts'

const minute = 60_000

/**
 * What must be so when everything has come in and nothing fails any more: each transition and each incident is in one
 * state that says why, and whatever is still to be done has a time that is yet to come.
 * @returns how many incidents ended in which way
 */
export const judge = async (story: Story, watch: Watch, ledger: Ledger, now: Date): Promise<Record<string, number>> => {
  const { violations } = watch
  const ends: Record<string, number> = {}
  await judgeTransitions(story, watch, ledger)
  const files = await Promise.all(
    [...watch.incidents.keys()].map(async (id) => ({ id, items: await ledger.children(keys.incident(id).pk) })),
  )
  const causes = new Set<string>()
  for (const { record } of watch.incidents.values())
    if (record.open && record.state !== 'held') causes.add(record.alarm)
  for (const { id, items } of files) {
    const end = await judgeIncident(id, items, { story, watch, ledger, causes, now })
    ends[end] = (ends[end] ?? 0) + 1
  }
  for (const name of new Set(story.transitions.map(({ alarm }) => alarm))) await judgeAlarm(name, watch, ledger)
  await judgeHeartbeat(watch, ledger, now)
  if (story.mood === 'calm') judgeTexts(watch)
  watch.notices.judge(now.getTime())
  const timers = await ledger.open('timer', new Date(now.getTime() - 62_000).toISOString())
  for (const timer of timers) violations.push(`${timer.pk} ${timer.sk}: was due at ${timer.at}`)
  return ends
}

const outcomes = new Set(['opened', 'held', 'resolved', 'noted', 'stale'])

/** Each transition has one record, the record one outcome with a reason, and that fits its incident. */
const judgeTransitions = async (story: Story, { violations, incidents }: Watch, ledger: Ledger): Promise<void> => {
  const records = await ledger.list<TransitionRecord>('transition', { limit: 100_000 })
  const byKey = new Map(records.map((record) => [`${record.pk} ${record.sk}`, record]))
  const expected = new Set<string>()
  for (const { alarm, at, state } of story.transitions) {
    const { pk, sk } = keys.transition(alarm, at, state)
    expected.add(`${pk} ${sk}`)
    const record = byKey.get(`${pk} ${sk}`)
    if (!record || !outcomes.has(record.outcome) || record.reason === '')
      violations.push(`${sk} of ${alarm}: no outcome`)
  }
  const openers = new Map<string, number>()
  for (const { pk, sk, outcome, incident: id, at, receivedAt = '', basis } of records) {
    const latest = new Date(Date.parse(receivedAt) + minute).toISOString()
    const known = basis.state as { readonly stateAt: string } | undefined
    if (at > latest || (outcome === 'stale' && (known?.stateAt ?? '') > latest))
      violations.push(`${pk} ${sk}: ${outcome} by a time in the future`)
    if (!expected.has(`${pk} ${sk}`) && !pk.startsWith('alarm#heartbeat:'))
      violations.push(`${pk} ${sk}: came from nowhere`)
    const incident = id === undefined ? undefined : incidents.get(id)?.record
    if (id !== undefined && !incident) violations.push(`${pk} ${sk}: its incident ${id} is nowhere`)
    if (outcome === 'opened' || outcome === 'held') openers.set(id ?? '', (openers.get(id ?? '') ?? 0) + 1)
    if (outcome === 'resolved' && incident?.open)
      violations.push(`${pk} ${sk}: resolved, but ${id} is ${incident.state}`)
  }
  for (const id of new Set([...incidents.keys(), ...openers.keys()]))
    if (openers.get(id) !== 1 || !incidents.has(id))
      violations.push(`${id}: opened by ${openers.get(id) ?? 0} transitions`)
}

/** At most two text messages a minute to one person. */
const judgeTexts = ({ texts, violations }: Watch): void => {
  for (const [person, times] of texts)
    for (const [index, at] of times.slice(2).entries())
      if (at - (times[index] ?? 0) < 59_000)
        violations.push(`${person}: three text messages within ${at - (times[index] ?? 0)} ms`)
}

const judgeHeartbeat = async ({ violations }: Watch, ledger: Ledger, now: Date): Promise<void> => {
  const heartbeat = await ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
  const silence = await ledger.get<AlarmRecord>(keys.alarm('heartbeat:backup'))
  if (!heartbeat) return void violations.push('heartbeat: no record')
  const silentMs = now.getTime() - Date.parse(heartbeat.lastAt)
  const last = `at ${now.toISOString()}, when it last came ${heartbeat.lastAt}`
  if (silence?.incident && silentMs < 20 * minute) violations.push(`heartbeat: open ${last}`)
  // Its incident may have been resolved by a person, and then the alarm forgets it.
  if (!silence && silentMs > 23 * minute) violations.push(`heartbeat: silent and untold ${last}`)
}

const judgeAlarm = async (name: string, { violations }: Watch, ledger: Ledger): Promise<void> => {
  const alarm = await ledger.get<AlarmRecord>(keys.alarm(name))
  // By the time that counts: of a clock that is ahead when it came in.
  const newest = (await ledger.children<TransitionRecord>(keys.alarm(name).pk, 'transition#'))
    .map(({ at, receivedAt, basis }) => ({ order: `${at} ${receivedAt}`, state: (basis.event as Transition).state }))
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))
    .at(-1)
  const incident = alarm?.incident ? await ledger.get<IncidentRecord>(keys.incident(alarm.incident)) : undefined
  if (newest?.state === 'OK' && incident) violations.push(`${name}: is OK, but ${incident.id} is ${incident.state}`)
  if (incident && !incident.open) violations.push(`${name}: points to ${incident.id}, which is over`)
}
