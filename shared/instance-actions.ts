/** What an alarm can have EC2 do to an instance. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html */
export const instanceActions = ['stop', 'terminate', 'reboot', 'recover'] as const

export type InstanceAction = (typeof instanceActions)[number]

/** An alarm of the config. Only that of a metric may act on an instance. */
interface Alarm {
  readonly threshold: number
  readonly instance?: InstanceAction | undefined
}

/** What an alarm of the config has EC2 do; nothing where it only notifies. */
export const instanceActionIn = (alarm: Alarm | undefined): InstanceAction | undefined => alarm?.instance
