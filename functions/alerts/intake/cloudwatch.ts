import * as z from '../../../shared/shape.ts'
import { instanceActionOf } from './instance-action.ts'
import {
  configurationSchema,
  type Looked,
  lookedAtByConfiguration,
  lookedAtByTrigger,
  triggerSchema,
} from './metric.ts'
import { type AwsEvent, pairsSchema, text } from './schema.ts'
import { accountOf, clean, instant, instantOf, keyOf, nameOf, noteOf } from './text.ts'
import { isSummary, type Transition } from './transition.ts'

const stateSchema = z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA'])

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
export const alarmMessageSchema = z.object({
  AlarmName: z.string().check(z.minLength(1)),
  AlarmDescription: text,
  AlarmArn: text,
  AWSAccountId: text,
  NewStateValue: stateSchema,
  OldStateValue: text,
  NewStateReason: text,
  StateChangeTime: text,
  Trigger: z.lenient(triggerSchema),
  AlarmContributorId: text,
  AlarmContributorAttributes: pairsSchema,
  AlarmTags: pairsSchema,
  AlarmActions: z.lenient(z.array(z.string())),
})

/** What an event of EventBridge (`detail`) and a call by an alarm (`alarmData`) have in common. */
const alarmDataSchema = z.object({
  alarmName: z.string().check(z.minLength(1)),
  state: z.object({
    value: stateSchema,
    reason: text,
    reasonData: text,
    timestamp: text,
    actionsSuppressedBy: text,
    actionsSuppressedReason: text,
  }),
  previousState: z.lenient(z.object({ value: text })),
  configuration: z.lenient(configurationSchema),
  alarmContributor: z.lenient(z.object({ id: z.string().check(z.minLength(1)), attributes: pairsSchema })),
  muteDetail: z.lenient(z.object({ mutedByArn: text, muteWindowEnd: text })),
  alarmTags: pairsSchema,
})

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export const alarmActionSchema = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmArn: z.string().check(z.minLength(1)),
  time: text,
  alarmData: alarmDataSchema,
})

type AlarmData = z.infer<typeof alarmDataSchema>

/** One of the series of an alarm that looks at several. */
interface Contributor {
  readonly id: string
  readonly attributes: Readonly<Record<string, string>> | undefined
}

/** What is the same of every alarm, whichever way it came. */
const identity = (arn: string | undefined, name: string, contributor: Contributor | undefined) => {
  const region = arn?.split(':')[3] || undefined
  const who = Object.entries(contributor?.attributes ?? {}).map(([key, value]) => `${key} ${value}`)
  return {
    alarm: keyOf((arn || name) + (contributor === undefined ? '' : `#${contributor.id}`)),
    name: nameOf(name),
    title: contributor && nameOf(`${name} (${who.join(', ') || contributor.id})`),
    region: region && nameOf(region),
    arn: arn && keyOf(arn),
  }
}

/** An alarm acts on topics of its own region, so an old payload's ARN can be told from the topic's. */
const arnByTopic = (topicArn: string | undefined, account: string | undefined, name: string): string | undefined => {
  const [arn, partition, service, region] = topicArn?.split(':') ?? []
  if (arn !== 'arn' || service !== 'sns' || !partition || !region || !account) return undefined
  return `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`
}

/** @param topicArn of the topic that it came through @param published when, for an alarm that does not say when it changed */
export const fromAlarmMessage = (
  alarm: z.infer<typeof alarmMessageSchema>,
  { topicArn, published }: { readonly topicArn: string | undefined; readonly published: string },
): Transition => ({
  ...identity(
    alarm.AlarmArn || arnByTopic(topicArn, alarm.AWSAccountId, alarm.AlarmName),
    alarm.AlarmName,
    alarm.AlarmContributorId
      ? { id: alarm.AlarmContributorId, attributes: alarm.AlarmContributorAttributes }
      : undefined,
  ),
  ...lookedAtByTrigger(alarm.Trigger),
  // Of an old payload nothing else says whose it is.
  ...(alarm.AlarmArn ? {} : { account: accountOf(alarm.AWSAccountId) }),
  state: alarm.NewStateValue,
  previous: alarm.OldStateValue && nameOf(alarm.OldStateValue),
  at: instantOf(alarm.StateChangeTime) ?? instant(published),
  reason: clean(alarm.NewStateReason ?? ''),
  description: alarm.AlarmDescription ? noteOf(alarm.AlarmDescription) : undefined,
  tags: alarm.AlarmTags,
  instance:
    alarm.NewStateValue === 'ALARM' ? instanceActionOf(alarm.AlarmActions ?? [], alarm.Trigger?.Dimensions) : undefined,
})

const reasonDataSchema = z.object({ threshold: z.number() })

const lookedAtBy = ({ configuration, state }: AlarmData): Looked => {
  try {
    const data = reasonDataSchema.safeParse(JSON.parse(state.reasonData ?? ''))
    return lookedAtByConfiguration(configuration, data.data?.threshold)
  } catch {
    return lookedAtByConfiguration(configuration, undefined)
  }
}

/** Why CloudWatch does not act on the change, if so. */
const suppressedBy = ({ state, muteDetail, configuration }: AlarmData): string | undefined => {
  if (state.actionsSuppressedBy) {
    const by = configuration?.actionsSuppressor
    return clean(
      (state.actionsSuppressedReason || `Actions suppressed by ${state.actionsSuppressedBy}`) + (by ? ` (${by})` : ''),
    )
  }
  if (muteDetail === undefined) return undefined
  const rule = muteDetail.mutedByArn?.split(':').at(-1)
  const until = instantOf(muteDetail.muteWindowEnd)
  return clean(`Muted by the rule ${rule || 'of CloudWatch'}${until === undefined ? '' : ` until ${until}`}`)
}

const fromAlarmData = (data: AlarmData, arn: string, time: string | undefined): Transition => {
  const { state, previousState, configuration, alarmName, alarmContributor } = data
  const suppressed = suppressedBy(data)
  const resumed = state.value === 'ALARM' && previousState?.value === 'ALARM' && suppressed === undefined
  return {
    ...identity(
      arn,
      alarmName,
      alarmContributor && { id: alarmContributor.id, attributes: alarmContributor.attributes },
    ),
    ...lookedAtBy(data),
    state: state.value,
    previous: previousState?.value && nameOf(previousState.value),
    at: instantOf(state.timestamp) ?? instant(time ?? ''),
    reason: clean(state.reason ?? ''),
    description: configuration?.description ? noteOf(configuration.description) : undefined,
    tags: data.alarmTags,
    suppressed,
    resumed: resumed || undefined,
    // By email only: the contributors call.
    severity: alarmContributor === undefined && isSummary(state.reason ?? '') ? 'info' : undefined,
  }
}

/** @throws PermanentError `malformed-event` when neither the state nor the call has a time */
export const fromAlarmAction = ({ alarmArn, alarmData, time }: z.infer<typeof alarmActionSchema>): Transition =>
  fromAlarmData(alarmData, alarmArn, time)

const changeSchema = z.object({ alarmName: z.string().check(z.minLength(1)), operation: z.string() })

/**
 * An alarm, or one of its contributors, has changed its state; or the alarm was deleted, so that no `OK` will ever come.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const fromAlarmEvent = (event: AwsEvent): Transition | undefined => {
  const arn = event.resources[0] ?? `arn:aws:cloudwatch:${event.region}:${event.account}:alarm:`
  if (/^CloudWatch Alarm (Contributor )?State Change$/.test(event['detail-type'])) {
    const { data } = alarmDataSchema.safeParse(event.detail)
    return data && fromAlarmData(data, event.resources[0] ?? arn + data.alarmName, event.time)
  }
  if (event['detail-type'] !== 'CloudWatch Alarm Configuration Change') return undefined
  const { data } = changeSchema.safeParse(event.detail)
  return (
    data && {
      ...identity(event.resources[0] ?? arn + data.alarmName, data.alarmName, undefined),
      state: data.operation === 'delete' ? 'OK' : 'NOTE',
      at: instant(event.time),
      reason: data.operation === 'delete' ? 'The alarm was deleted.' : clean(`Configuration: ${data.operation}`),
    }
  )
}
