import {
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  ListAlarmMuteRulesCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch'
import { errorName } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { clean, keyOf, nameOf } from '../intake/text.ts'
import type { Metric } from '../intake/transition.ts'
import type { AlarmNow, Ours } from '../rules/reconcile.ts'
import type { AlertClients } from './clients.ts'

/** What CloudWatch says of its alarms, metric and composite ones. Each throws the SDK's error where it says nothing. */
export interface AlarmReader {
  readonly ours: Ours
  /** Those that are in `ALARM`. */
  readonly red: () => Promise<readonly AlarmNow[]>
  /** Those of these names; one that was deleted is left out. */
  readonly named: (names: readonly string[]) => Promise<readonly AlarmNow[]>
  /** Whether a mute rule keeps an alarm quiet at the moment. */
  readonly isMuted: (name: string) => Promise<boolean>
}

/** Most names in one question. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const mostNames = 100

const comparisons: ReadonlyMap<string | undefined, Metric['comparison']> = new Map([
  ['GreaterThanThreshold', '>'],
  ['GreaterThanOrEqualToThreshold', '>='],
  ['LessThanThreshold', '<'],
  ['LessThanOrEqualToThreshold', '<='],
])

/** The series that an alarm looks at; nothing for one of an expression or a composite one. */
const metricOf = (alarm: MetricAlarm): Metric | undefined =>
  alarm.MetricName && alarm.Namespace
    ? {
        namespace: alarm.Namespace,
        name: alarm.MetricName,
        dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
        statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
        period: alarm.Period,
        threshold: alarm.Threshold,
        comparison: comparisons.get(alarm.ComparisonOperator),
      }
    : undefined

/** @returns nothing for an alarm of which CloudWatch leaves out what an alarm always has */
const alarmNow = (alarm: MetricAlarm & CompositeAlarm): AlarmNow | undefined => {
  const { AlarmArn, AlarmName, StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm
  const since = StateTransitionedTimestamp ?? StateUpdatedTimestamp
  if (!AlarmArn || !AlarmName || !StateValue || !since) return undefined
  return {
    arn: keyOf(AlarmArn),
    name: nameOf(AlarmName),
    state: StateValue,
    since: since.toISOString(),
    reason: clean(alarm.StateReason ?? ''),
    description: alarm.AlarmDescription ? clean(alarm.AlarmDescription) : undefined,
    alarmActions: alarm.AlarmActions ?? [],
    actionsEnabled: alarm.ActionsEnabled ?? true,
    suppressed: alarm.ActionsSuppressedBy,
    namespace: alarm.Namespace,
    metric: metricOf(alarm),
  }
}

/** Reads alarms of the function's account and region. */
export const alarmReader = (ours: Ours, clients: Pick<AlertClients, 'cloudWatch'>): AlarmReader => {
  const describe = async (input: DescribeAlarmsInput): Promise<AlarmNow[]> => {
    const found: AlarmNow[] = []
    let NextToken: string | undefined
    do {
      const page = await clients.cloudWatch.send(
        new DescribeAlarmsCommand({
          ...input,
          // Composite alarms are left out unless they are asked for.
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
          NextToken,
        }),
      )
      found.push(
        ...[...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].flatMap((each) => alarmNow(each) ?? []),
      )
      NextToken = page.NextToken
    } while (NextToken)
    return found
  }
  return {
    ours,
    red: () => describe({ StateValue: 'ALARM' }),
    named: async (names) => {
      const found: AlarmNow[] = []
      for (let start = 0; start < names.length; start += mostNames)
        found.push(...(await describe({ AlarmNames: names.slice(start, start + mostNames) })))
      return found
    },
    isMuted: async (AlarmName) => {
      try {
        const { AlarmMuteRuleSummaries = [] } = await clients.cloudWatch.send(
          new ListAlarmMuteRulesCommand({ AlarmName, Statuses: ['ACTIVE'] }),
        )
        return AlarmMuteRuleSummaries.length > 0
      } catch (error) {
        // A page in a mute is better than an alarm that nobody ever hears of.
        log.warn('no mute rules', { error: errorName(error) })
        return false
      }
    },
  }
}
