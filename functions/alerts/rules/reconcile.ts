import type { AlarmRecord, IncidentRecord } from '../../../shared/ledger/records.ts'
import { instanceActionOf } from '../intake/instance-action.ts'
import { isSummary, type Metric, type Transition } from '../intake/transition.ts'
import { isOver } from './incident.ts'

/** An alarm as CloudWatch has it at the moment. */
export interface AlarmNow {
  readonly arn: string
  readonly name: string
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA'
  /** ISO 8601 instant at which it came to this state. */
  readonly since: string
  readonly reason: string
  readonly description?: string | undefined
  /** ARNs of what it does when it goes off. */
  readonly alarmActions: readonly string[]
  readonly actionsEnabled: boolean
  /** Why CloudWatch itself reports it to nobody now: a suppressor or a mute rule. */
  readonly suppressed?: string | undefined
  readonly namespace?: string | undefined
  readonly metric?: Metric | undefined
}

/** Which alarms are ours. */
export interface Ours {
  /** ARNs of the alarm topic and of the function that alarms may call. */
  readonly targets: readonly string[]
  /** Whether every alarm of the account and region is. */
  readonly allAlarms: boolean
}

export interface Findings {
  /** Alarms that are red, and alarms of which an incident is open. */
  readonly alarms: readonly AlarmNow[]
  /** ARNs that CloudWatch was asked for; one that it then has no alarm of was deleted. */
  readonly asked: ReadonlySet<string>
  /** Incidents that are not over. */
  readonly incidents: readonly IncidentRecord[]
  /** Where the ledger says that those of them stand that are {@link unexplained}, by ARN. */
  readonly known: ReadonlyMap<string, AlarmRecord>
}

/** Minutes for which a change is left to the way that it usually comes by. */
export const settleMinutes = 3

const settledAt = (now: Date): string => new Date(now.getTime() - settleMinutes * 60_000).toISOString()

/** A policy of EC2 or of Application Auto Scaling, whose alarms are red whenever there is something to scale. */
const scalingAction = /^arn:[^:]+:(autoscaling|application-autoscaling):[^:]*:[^:]*:scalingPolicy:/

/** Whether an action is a target, or a version or an alias of it. */
const leadsTo = (action: string, target: string): boolean => action === target || action.startsWith(`${target}:`)

/** Whether an alarm that is red is one that we report. */
export const isOurs = (
  { alarmActions, actionsEnabled }: Pick<AlarmNow, 'alarmActions' | 'actionsEnabled'>,
  { targets, allAlarms }: Ours,
): boolean =>
  allAlarms
    ? !alarmActions.some((action) => scalingAction.test(action))
    : actionsEnabled && alarmActions.some((action) => targets.some((target) => leadsTo(action, target)))

/** ARN and name of the alarm behind a key of the ledger; nothing where it is no alarm of CloudWatch. */
export const alarmOfKey = (key: string): { readonly arn: string; readonly name: string } | undefined => {
  // One contributor of an alarm that looks at several has a key of its own.
  const arn = key.replace(/#[^#]*$/, '')
  const name = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn)?.[1]
  return name === undefined ? undefined : { arn, name }
}

const regionOf = (arn: string): string | undefined => arn.split(':')[3] || undefined

/** Ends of what is over, of alarms that are green or gone. A lack of data is neither good nor bad. */
const ends = ({ alarms, asked, incidents }: Findings, settled: string, now: Date): Transition[] => {
  const byArn = new Map(alarms.map((alarm) => [alarm.arn, alarm]))
  return incidents
    .filter((incident) => !isOver(incident))
    .flatMap(({ alarmKey, alarm: name, openedAt }) => {
      const key = alarmOfKey(alarmKey)
      if (!key || openedAt > settled) return []
      const alarm = byArn.get(key.arn)
      const common = { alarm: alarmKey, name, arn: key.arn, region: regionOf(key.arn), state: 'OK' as const }
      if (alarm === undefined)
        return asked.has(key.arn)
          ? [{ ...common, at: now.toISOString(), reason: 'The alarm does not exist any more.' }]
          : []
      return alarm.state === 'OK' && alarm.since <= settled && alarm.since >= openedAt
        ? [{ ...common, at: alarm.since, reason: alarm.reason }]
        : []
    })
}

/** Milliseconds within which two reports of one change to `ALARM` may differ; no alarm of a minute's period goes off twice in it. */
const sameChange = 60_000

const wasSeen = (since: string, seen: AlarmRecord | undefined): boolean =>
  seen !== undefined &&
  (seen.state === 'ALARM' ? Date.parse(since) - Date.parse(seen.stateAt) < sameChange : since <= seen.stateAt)

/**
 * The alarms that are red, should have been reported by now, and of whose red no open incident tells: only of these is it worth
 * reading where the ledger says that they stand. In a storm they are none.
 */
export const unexplained = (
  { alarms, incidents }: Pick<Findings, 'alarms' | 'incidents'>,
  ours: Ours,
  now: Date,
): AlarmNow[] => {
  const settled = settledAt(now)
  const partly = new Set(
    incidents.filter(({ alarmKey }) => alarmKey.includes('#')).map((each) => alarmOfKey(each.alarmKey)?.arn),
  )
  const open = incidents.filter((incident) => !isOver(incident))
  const opened = new Map(open.map(({ alarmKey, openedAt }) => [alarmKey, openedAt]))
  // An incident and where its alarm stands are written together; while it is open, that is ALARM, since then or later.
  const isTold = ({ arn, since }: AlarmNow): boolean => {
    const at = opened.get(arn)
    return at !== undefined && Date.parse(since) - Date.parse(at) < sameChange
  }
  return alarms
    .filter((alarm) => alarm.state === 'ALARM' && alarm.suppressed === undefined && isOurs(alarm, ours))
    .filter((alarm) => alarm.since <= settled && !partly.has(alarm.arn) && !isTold(alarm))
}

/** Beginnings that nobody reported. An alarm of which one series after the other goes off reports each of them. */
const beginnings = (findings: Findings, ours: Ours, now: Date): Transition[] =>
  unexplained(findings, ours, now)
    .filter(({ arn, since }) => !wasSeen(since, findings.known.get(arn)))
    .map(({ arn, name, since, reason, description, namespace, metric, alarmActions, actionsEnabled }) => ({
      alarm: arn,
      name,
      region: regionOf(arn),
      arn,
      state: 'ALARM',
      // Whichever it was, it was another one.
      previous: 'unknown',
      at: since,
      reason,
      description,
      namespace,
      metric,
      instance: actionsEnabled ? instanceActionOf(alarmActions, metric?.dimensions) : undefined,
      severity: isSummary(reason) ? 'info' : undefined,
    }))

/**
 * Holds what the ledger knows of alarms against what CloudWatch says of them.
 * @returns the changes that were never reported: of incidents that are over, and of alarms that are red and were never seen
 */
export const reconcile = (findings: Findings, ours: Ours, now: Date): Transition[] => [
  ...ends(findings, settledAt(now), now),
  ...beginnings(findings, ours, now),
]
