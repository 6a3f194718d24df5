import { durationSeconds } from '../../../shared/config/values.ts'
import type { Ledger, LedgerItem } from '../../../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord, type TimerRecord } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import type { Story } from './story.ts'
import { coveredMs } from './stretches.ts'
import type { Watch } from './watch.ts'

export interface Case {
  readonly story: Story
  readonly watch: Watch
  readonly ledger: Ledger
  /** Names of alarms that people have been told of and that are not over. */
  readonly causes: ReadonlySet<string>
  readonly now: Date
}

/** Milliseconds until the sweep has found what nobody brought up, the skew of a clock counted. */
const sweepMs = 62_000
/** Milliseconds after which what is critical is told where nothing fails: a minute between messages, and one until the sweep. */
const criticalMs = 125_000
/** Milliseconds that it takes more for each step in a storm, where all of the one before refuse: the digest is tried first. */
const refusedMs = 60_000
/** Milliseconds after which somebody knows of what is open, once nothing fails any more. */
const knownMs = 185_000

/** Every end that there is, and what its record must say. Nothing but `open` goes on by itself. */
const ends: Readonly<Record<string, (incident: IncidentRecord, judged: Case) => boolean>> = {
  resolved: ({ closedAt, open, nextAt }) => closedAt !== undefined && open === undefined && nextAt === undefined,
  'suppressed by a silence': (incident) => isSuppressed(incident, 'silenced: deployment'),
  'suppressed by another alarm': (incident) => isSuppressed(incident, 'inhibited by db-'),
  'suppressed as flapping': (incident) => isSuppressed(incident, 'flapping: '),
  acknowledged: ({ acknowledgedBy, acknowledgedAt, nextAt }) =>
    acknowledgedBy !== undefined && acknowledgedAt !== undefined && nextAt !== undefined,
  exhausted: (incident, { story }) =>
    /^(nobody acknowledged in|acknowledged by|snoozed by) /.test(incident.reason) &&
    placeOf(incident) > stepsOf(incident, story),
  'held by a silence': ({ alarm, nextAt }, { watch }) => watch.holds.isHeldUntil(alarm, nextAt),
  'held by another alarm': ({ reason, nextAt = '' }, { causes, now }) =>
    causes.has(reason.slice('inhibited by '.length)) || Date.parse(nextAt) < now.getTime() + sweepMs,
  'held as flapping': ({ nextAt = '' }, { now }) => Date.parse(nextAt) < now.getTime() + 302_000,
  open: (incident, judged) => isOnItsWay(incident, judged),
}

const isSuppressed = ({ closedAt, open, nextAt, reason, steps }: IncidentRecord, rule: string): boolean =>
  closedAt !== undefined && open === undefined && nextAt === undefined && steps === 0 && reason.startsWith(rule)

const stepsOf = ({ policy: name }: IncidentRecord, { config }: Story): number => {
  const policy = policyOf(config, name)
  return policy.steps.length * (policy.repeat + 1)
}

const placeOf = ({ steps, repeated = 0 }: IncidentRecord): number => steps - repeated

/** Not for longer than its policy lasts, since it opened or somebody asked for more; quiet hours and what holds it put it off. */
const isOnItsWay = (incident: IncidentRecord, judged: Case): boolean => {
  const { story, watch, now } = judged
  const { steps, repeat } = policyOf(story.config, incident.policy)
  const round = steps.reduce((sum, { wait }) => sum + durationSeconds(wait) * 1000, 0)
  const since = Math.max(watch.incidents.get(incident.id)?.stateAt ?? 0, story.calmFrom)
  return (
    incident.steps > 0 &&
    placeOf(incident) <= stepsOf(incident, story) &&
    now.getTime() - since - watch.waits.putOffMs(incident.id, since, now.getTime()) < round * (repeat + 1) + 2 * sweepMs
  )
}

const rules: readonly (readonly [string, string])[] = [
  ['silenced: ', 'a silence'],
  ['inhibited by ', 'another alarm'],
  ['flapping: ', 'flapping'],
]

/** The one end that an incident is in, with the rule where nobody was told. */
const endOf = ({ state, reason }: IncidentRecord): string => {
  if (state !== 'held' && state !== 'suppressed') return state
  const rule = rules.find(([begin]) => reason.startsWith(begin))?.[1] ?? 'no rule'
  return `${state} ${rule === 'flapping' ? 'as' : 'by'} ${rule}`
}

const isIncident = (item: LedgerItem): item is IncidentRecord => item.kind === 'incident'
const isTimer = (item: LedgerItem): item is TimerRecord => item.kind === 'timer'
const isPage = (item: LedgerItem): item is NotificationRecord => item.kind === 'notification'

/** @returns the end in which an incident is */
export const judgeIncident = async (id: string, items: readonly LedgerItem[], judged: Case): Promise<string> => {
  const { violations } = judged.watch
  const incident = items.find(isIncident)
  if (!incident) {
    violations.push(`${id}: gone`)
    return 'gone'
  }
  const end = endOf(incident)
  if (incident.reason === '' || !ends[end]?.(incident, judged))
    violations.push(`${id}: ${end} at ${judged.now.toISOString()} is no end: ${JSON.stringify(incident)}`)
  const timer = items.find(isTimer)
  if (incident.nextAt !== (timer?.open && timer.at))
    violations.push(`${id}: goes on at ${incident.nextAt}, its timer is set to ${timer?.open && timer.at}`)
  const pages = items.filter(isPage)
  judgeKnown(incident, pages, judged)
  judgeOutOfReach(incident, pages, judged)
  judgeTold(incident, pages, judged)
  for (const page of pages) if (page.outcome === 'planned') await judgeOwed(page, judged)
  return end
}

/** Somebody knows of it, as soon as it can be. */
const judgeKnown = (incident: IncidentRecord, pages: readonly NotificationRecord[], judged: Case): void => {
  const { story, watch, now } = judged
  const { id, state, severity } = incident
  const known = watch.incidents.get(id)
  const since = known?.steppedAt
  if (!known || since === undefined) return
  const isTaken = !incident.open || state === 'acknowledged'
  const until = known.reachedAt ?? (isTaken ? known.stateAt : now.getTime())
  const { steps, repeat } = policyOf(story.config, incident.policy)
  // Where the channels that come at once refuse, what a person's own rule has wait is the first that comes; where that refuses too, the steps
  // begin again, and only when they are over is the fallback told.
  const patience = Object.values(story.config.responders).flatMap(({ deliver = [] }) =>
    deliver.map(({ after }) => (after === undefined ? 0 : durationSeconds(after) * 1000)),
  )
  const refused = (refusedMs + Math.max(0, ...patience)) * steps.length * (repeat + 1)
  const mayTake = criticalMs + (story.refusing.size > 0 ? refused : 0)
  const held = watch.holds.holdsOf(incident.alarm)
  const waited = (end: number, stretches = held): number => end - since - coveredMs(stretches, since, end)
  if (story.mood === 'calm' && severity === 'critical' && waited(until) > mayTake)
    watch.violations.push(`${id}: critical, and told only after ${waited(until)} ms`)
  // While somebody had acknowledged it, by a link to several, somebody knew.
  const openAgain = state === 'open' && known.stateAt > since ? [{ from: since, until: known.stateAt }] : []
  // What mailboxes excuse takes longest to reckon, and is asked of few.
  const keptBack = () => [...held, ...openAgain, ...watch.mailboxes.waitsOf(id, severity)]
  if (!isTaken && known.reachedAt === undefined && waited(now.getTime(), keptBack()) > knownMs)
    watch.violations.push(
      `${id}: ${state} and nobody knows, ${pages.map(({ to, channel, outcome }) => `${to} ${channel} ${outcome}`).join(', ')}`,
    )
}

/** Where nobody of the last step can be told, the next one has been taken, or the fallback told. */
const judgeOutOfReach = (incident: IncidentRecord, pages: readonly NotificationRecord[], judged: Case): void => {
  const { story, watch, now } = judged
  const { id, alarm, state, steps } = incident
  const lately = now.getTime() - sweepMs
  if (watch.holds.freeFrom(alarm, lately, now.getTime()) > lately) return
  const last = pages.filter((page) => page.purpose === 'page' && page.step === steps && !page.shadow)
  if (story.mood !== 'calm' || (state !== 'open' && state !== 'exhausted')) return
  if (last.every(({ outcome }) => outcome === 'failed'))
    watch.violations.push(`${id}: nobody of step ${steps} can be told, and it stays at that`)
}

/** Who was told of what is over has been told that it is. */
const judgeTold = (
  { id, open, reason }: IncidentRecord,
  pages: readonly NotificationRecord[],
  { watch }: Case,
): void => {
  if (open) return
  for (const page of pages.filter(({ purpose }) => purpose !== 'recovery')) {
    const isOf = ({ purpose, to, channel }: NotificationRecord) =>
      purpose === 'recovery' && to === page.to && channel === page.channel
    // To whoever is paged at once for the next trouble of its alarm, it goes on.
    if (watch.wasSent(page) && !pages.some(isOf) && !reason.startsWith('recovery not seen'))
      watch.violations.push(`${id}: ${page.to} ${page.channel} was told, and never that it is over`)
    if (page.outcome === 'planned')
      watch.violations.push(`${id}: over, but ${page.to} ${page.channel} is still to be told`)
  }
}

/** What is still to be sent waits for a digest, and for that a timer is set, or the end of quiet hours. */
const judgeOwed = async (
  { sk, incident, to, channel, digest, at }: NotificationRecord,
  judged: Case,
): Promise<void> => {
  const { ledger, watch, now } = judged
  const recently = new Date(now.getTime() - 2 * sweepMs).toISOString()
  if (at > recently) return
  const timer = digest ? await ledger.get<TimerRecord>(keys.mailboxTimer(to, channel)) : undefined
  if (!timer?.open) watch.violations.push(`${incident} ${sk}: owed since ${at}`)
}
