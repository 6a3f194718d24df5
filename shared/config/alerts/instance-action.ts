import * as z from 'zod'
import { durationSeconds } from '../../duration.ts'
import { type InstanceAction, instanceActions } from '../../instance-actions.ts'
import { pathText } from '../explain.ts'

const instanceId = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/

export const instanceShape = {
  /**
   * What CloudWatch has EC2 do to the instance of the dimension `InstanceId` whenever this goes off, beside the message. `recover` needs the
   * metric `StatusCheckFailed_System`; `terminate` needs `terminates` as well. Default: nothing.
   */
  instance: z.enum(instanceActions).optional(),
  /** The id of the instance once more, which `instance: 'terminate'` deletes with its volumes that are set to go with it. */
  terminates: z.string('the id of the instance, such as i-0123456789abcdef0').optional(),
} as const

/** The part of an alarm of a metric that an action on an instance depends on. */
interface ActingAlarm {
  readonly namespace: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: string
  readonly comparison: string
  readonly threshold: number
  readonly missingData: string
  readonly period: string
  readonly periods: number
  readonly instance?: InstanceAction | undefined
  readonly terminates?: string | undefined
}

const isStatusCheck = ({ namespace, metric }: ActingAlarm): boolean =>
  namespace === 'AWS/EC2' && metric.startsWith('StatusCheckFailed')

/** Whether a good check, which is 0, sets an alarm off. */
const takesZero = ({ comparison, threshold }: ActingAlarm): boolean =>
  (comparison === '>=' && threshold <= 0) || (comparison === '>' && threshold < 0)

/** What stands in the way of an action: the field, and what it has to be. */
const faultsOf = (alarm: ActingAlarm): (readonly [path: readonly string[], expected: string])[] => {
  const { instance, terminates, dimensions, namespace, metric, missingData } = alarm
  const { InstanceId: id, ...others } = dimensions
  if (instance === undefined)
    return terminates === undefined ? [] : [[['terminates'], "nothing, or beside it instance: 'terminate'"]]
  return [
    ...(id !== undefined && instanceId.test(id)
      ? []
      : [
          [
            ['dimensions'],
            `an InstanceId such as i-0123456789abcdef0, because ${instance} is done to that instance`,
          ] as const,
        ]),
    ...(namespace === 'AWS/EC2' && Object.keys(others).length > 0
      ? [
          [
            ['dimensions'],
            `InstanceId alone: AWS/EC2 has no metric of an instance with ${Object.keys(others).join(', ')}`,
          ] as const,
        ]
      : []),
    ...(instance === 'recover' && !(namespace === 'AWS/EC2' && metric === 'StatusCheckFailed_System')
      ? [[['metric'], 'StatusCheckFailed_System of AWS/EC2, the only one with which AWS recovers an instance'] as const]
      : []),
    ...(isStatusCheck(alarm) && alarm.statistic === 'SampleCount'
      ? [[['statistic'], "'Minimum' or 'Maximum': SampleCount counts measurements, good ones too"] as const]
      : []),
    ...(isStatusCheck(alarm) && alarm.comparison.startsWith('<')
      ? [
          [
            ['comparison'],
            `'>=' or '>': a check that failed is 1, and "${alarm.comparison}" would ${instance} a healthy instance`,
          ] as const,
        ]
      : []),
    ...(isStatusCheck(alarm) && takesZero(alarm)
      ? [
          [
            ['threshold'],
            `1: a check that failed is 1 and a good one 0, and this would ${instance} a healthy instance`,
          ] as const,
        ]
      : []),
    ...(instance === 'terminate' && terminates !== id
      ? [
          [
            ['terminates'],
            `${id ?? 'the id of the instance'}, once more: it is deleted for good when this goes off`,
          ] as const,
        ]
      : []),
    ...(instance === 'terminate' && missingData === 'breaching'
      ? [
          [
            ['missingData'],
            "'missing', 'ignore' or 'notBreaching': a lack of data is no reason to delete an instance",
          ] as const,
        ]
      : []),
    ...(instance !== 'terminate' && terminates !== undefined
      ? [[['terminates'], `nothing, because ${instance} deletes nothing`] as const]
      : []),
  ]
}

/** Refuses an action that AWS would refuse, or that would hit a healthy instance. */
export const checkInstanceAction = (alarm: ActingAlarm, context: z.core.$RefinementCtx): void => {
  for (const [path, message] of faultsOf(alarm)) context.addIssue({ code: 'custom', path: [...path], message })
}

type Named = readonly [name: string, alarm: ActingAlarm]

/** Seconds that it takes from the first bad look to the action. */
const secondsOf = ({ period, periods }: ActingAlarm): number => durationSeconds(period) * periods

const raceText = (all: readonly Named[]): string[] =>
  all.flatMap(([name, reboots]) => {
    const races = all.find(
      ([, other]) =>
        reboots.instance === 'reboot' &&
        other.instance === 'recover' &&
        other.dimensions.InstanceId === reboots.dimensions.InstanceId &&
        secondsOf(other) >= secondsOf(reboots),
    )
    return races
      ? [
          `${pathText(['alerts', 'alarms', name])} reboots ${reboots.dimensions.InstanceId} no later than ${races[0]} recovers it, and the two race: AWS advises three periods of a minute for the reboot and two for the recovery.`,
        ]
      : []
  })

/**
 * What AWS takes and seldom is meant: a reboot for another reason than a failed check of the instance, an action for lack of data, and a
 * reboot that races a recovery. A line each.
 * @param alerts checked, with its defaults
 */
export const instanceActionWarnings = (alerts: { readonly alarms: Readonly<Record<string, object>> }): string[] => {
  const acting = Object.entries(alerts.alarms).filter(
    (entry): entry is [string, ActingAlarm] => 'instance' in entry[1] && entry[1].instance !== undefined,
  )
  return [
    ...acting.flatMap(([name, alarm]) => [
      ...(alarm.instance === 'reboot' && alarm.metric !== 'StatusCheckFailed_Instance'
        ? [
            `${pathText(['alerts', 'alarms', name, 'instance'])} reboots for ${alarm.metric}: AWS advises StatusCheckFailed_Instance for a reboot${alarm.metric === 'StatusCheckFailed_System' ? ', and recover for StatusCheckFailed_System' : ''}.`,
          ]
        : []),
      ...(alarm.missingData === 'breaching'
        ? [
            `${pathText(['alerts', 'alarms', name, 'missingData'])} is breaching: an instance that sends no data, as one that is stopped, counts as bad, and AWS is asked to ${alarm.instance} it.`,
          ]
        : []),
    ]),
    ...raceText(acting),
  ]
}
