import type { AlarmConfig } from '../../../shared/config/alerts/schema.ts'
import { instanceActionIn, instanceActions } from '../../../shared/instance-actions.ts'
import type { ActionOnInstance, Transition } from './transition.ts'

// The second form is that of alarms which the console made years ago.
const forms = [/^arn:[^:]+:automate:[^:]*:ec2:(\w+)$/, /^arn:[^:]+:swf:.*\/AWS_EC2\.InstanceId\.(\w+)\/1\.0$/]

/**
 * What an alarm has EC2 do to an instance when it goes off.
 * @param actions ARNs of what the alarm does
 * @param dimensions of the metric, where it is known
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const instanceActionOf = (
  actions: readonly string[],
  dimensions: Readonly<Record<string, string>> | undefined,
): ActionOnInstance | undefined => {
  const named = actions.flatMap((arn) => forms.map((form) => form.exec(arn)?.[1]?.toLowerCase()))
  const action = instanceActions.find((word) => named.includes(word))
  return action && { action, id: dimensions?.InstanceId }
}

/**
 * The same, where neither EventBridge nor the call of an alarm says what it does, and it is an alarm of the config: CloudWatch lists the
 * actions of an alarm in its messages through SNS alone.
 */
export const withInstanceAction = (
  transition: Transition,
  alarms: Readonly<Record<string, AlarmConfig>>,
): Transition => {
  const { name, metric, state, suppressed } = transition
  if (transition.instance || state !== 'ALARM' || suppressed !== undefined) return transition
  const id = metric?.dimensions.InstanceId
  const found = Object.entries(alarms).find(
    ([key, alarm]) =>
      name.endsWith(`-${key}`) &&
      'metric' in alarm &&
      alarm.instance !== undefined &&
      alarm.metric === metric?.name &&
      alarm.dimensions.InstanceId === id,
  )?.[1]
  const action = instanceActionIn(found)
  return action ? { ...transition, instance: { action, id } } : transition
}
