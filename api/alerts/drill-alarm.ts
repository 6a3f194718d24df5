import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { suggestion } from '../../shared/config/explain.ts'
import type { Config } from '../../shared/config/schema.ts'
import { instanceActionIn } from '../../shared/instance-actions.ts'
import { terminal } from '../../shared/terminal.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { drill, type Hop } from './drill.ts'

/** ARNs of actions on an instance: CloudWatch takes them when a state is set by hand, too. */
const onInstance = /^arn:[^:]+:(automate:[^:]*:ec2:|swf:)/

/**
 * The full name of an alarm of the config, which may be given short (`checkout-errors`); without one, of the first that acts on no instance.
 * @throws UsageError when the config has none of that name, none at all, or only such as act on an instance
 */
export const drilledAlarm = ({ name, alerts }: Pick<Config, 'name' | 'alerts'>, asked?: string): string => {
  const names = Object.keys(alerts.alarms)
  const [first] = Object.entries(alerts.alarms).flatMap(([each, alarm]) => (instanceActionIn(alarm) ? [] : [each]))
  if (first === undefined)
    throw new UsageError(
      names.length === 0
        ? 'The config has no alarm to set off: see alerts.alarms in docs/alerts.md'
        : `Setting off an alarm of the config would do something to an instance, for real: each of them has "instance". A drill needs one without: see alerts.alarms in docs/alerts.md`,
    )
  const found = asked === undefined ? first : names.find((each) => each === asked || `${name}-${each}` === asked)
  if (found === undefined)
    throw new UsageError(
      `The config has no alarm ${asked}; it has: ${names.join(', ')}${suggestion(asked ?? '', names)}`,
    )
  const action = instanceActionIn(alerts.alarms[found])
  if (action !== undefined)
    throw new UsageError(`To set ${name}-${found} off would ${action} its instance, for real: choose another alarm`)
  return `${name}-${found}`
}

/** @throws UsageError when setting the alarm off now would prove nothing, or hide something real */
const checkAlarm = (alarm: MetricAlarm | undefined, name: string): StateValue => {
  if (!alarm) throw new UsageError(`${name} is not deployed`)
  const { StateValue: state = 'INSUFFICIENT_DATA', ActionsEnabled: enabled = true, AlarmActions = [] } = alarm
  const acting = AlarmActions.find((arn) => onInstance.test(arn))
  if (acting !== undefined)
    throw new UsageError(`To set ${name} off would act on its instance, for real (${acting}): choose another alarm`)
  if (state === 'ALARM') throw new UsageError(`${name} is in ALARM: it needs no drill. See: ${terminal} incidents`)
  if (!enabled)
    throw new UsageError(`The actions of ${name} are switched off in CloudWatch, so nobody would be notified`)
  return state
}

export interface DrillRequest {
  /** Short or full name; default: the first alarm of the config. */
  readonly alarm?: string | undefined
  /** Who tries it out, for the people who are notified. */
  readonly by: string
  /** Distinguishes this drill from every other one. */
  readonly id: string
  /** How long to wait for messages, in milliseconds. */
  readonly patienceMs: number
}

/** How the caller waits, and learns what happens. */
export interface DrillWatch {
  /** Waits so many milliseconds; with the signal it ends early. */
  readonly wait: (ms: number, ended?: AbortSignal) => Promise<void>
  /** Ends the drill early: the alarm is put back all the same. */
  readonly ended: AbortSignal
  /** Hears the alarm's full name and what people are sent, before it is set off. */
  readonly onStart: (alarm: string, reason: string) => void
  readonly onHop: (hop: Hop) => void
}

/** What a drill showed. */
export interface DrillResult {
  readonly alarm: string
  /** The state into which the alarm was put back. */
  readonly before: string
  readonly hops: readonly Hop[]
}

/** How often the ledger is asked, in milliseconds. */
const interval = 200

/**
 * Sets a real alarm off, follows it to the accepted messages, and puts it back. People are really notified.
 * @throws UsageError when there is no such alarm, or it may not be set off now; Error when it could not be put back
 */
export const drillAlarm = async (
  { config, connect, ledger, now }: Pick<Deployment, 'config' | 'connect' | 'ledger' | 'now'>,
  { alarm: asked, by, id, patienceMs }: DrillRequest,
  { wait, ended, onStart, onHop }: DrillWatch,
): Promise<DrillResult> => {
  const alarm = drilledAlarm(config, asked)
  const cloudWatch = connect(CloudWatchClient)
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarm] }))
  const before = checkAlarm(MetricAlarms[0], alarm)
  const reason = `Drill by ${by}, nothing is wrong (${id})`
  onStart(alarm, reason)
  const hops = await drill(
    { alarm, before, reason, patienceMs },
    {
      ledger: ledger(),
      set: async (StateValue, StateReason) => {
        await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason }))
      },
      now,
      pause: () => wait(interval, ended).catch(() => ended.throwIfAborted()),
      wait,
      onHop,
    },
  )
  return { alarm, before, hops }
}
