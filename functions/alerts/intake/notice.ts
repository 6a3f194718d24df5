import { clean, instant, instantOf, keyOf, nameOf } from './text.ts'
import type { Transition } from './transition.ts'

/** A message of a topic or a queue, whichever way it came. */
export interface Envelope {
  readonly id: string
  /** `Notification`, or a confirmation of SNS. */
  readonly type?: string | undefined
  readonly text: string
  readonly subject?: string | undefined
  /** ISO 8601 instant at which it was published; empty where nothing says so. */
  readonly published: string
  readonly topicArn?: string | undefined
}

/** A message that nobody need be called for: a service says that it can publish, or somebody keeps a function warm. */
interface Notice {
  /** What routes match, and what the record is found by. */
  readonly name: string
  /** What it is, for a person. */
  readonly reason: string
}

const test = (reason: string): Notice => ({ name: 'notice/test', reason })
const confirmation = (reason: string): Notice => ({ name: 'notice/confirmation', reason })
const ping: Notice = { name: 'notice/ping', reason: 'A ping that keeps a function warm.' }

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

const textIn = (fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string => {
  const found = names.map((name) => fields[name]).find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : ''
}

/** `s3:TestEvent`, `autoscaling:TEST_NOTIFICATION`, CodeCommit's `TriggerEventTest`. */
const testEvent = /^(?:[\w.-]{1,40}:)?(?:test[_-]?(?:event|notification|message)|triggereventtest)$/i

const pingName =
  /^(?:(?:lambda|serverless-plugin)[-_ ]?)?(?:keep[-_ ]?(?:warm|alive)|pre-?warm|warm(?:er|ing)?(?:[-_ ]?up)?|ping)$/i

/** More fields than this are no ping: something is said. */
const mostFields = 4

/** Whether an event only keeps a function warm, as the usual tools send it: by its source, by one flag, or alone. */
export const isPing = (json: unknown): boolean => {
  const fields = fieldsOf(json)
  const all = Object.entries(fields)
  if (all.length === 0 || all.length > mostFields || 'detail-type' in fields) return false
  return (
    pingName.test(textIn(fields, 'source')) ||
    all.some(([name, value]) => pingName.test(name) && (value === true || value === 1 || value === 'true')) ||
    (all.length === 1 && all.some(([, value]) => typeof value === 'string' && pingName.test(value)))
  )
}

/** Texts that a service publishes when it is told to publish to a topic. */
const setUp: readonly (readonly [text: RegExp, notice: Notice])[] = [
  [/^CloudTrail validation message/, confirmation('CloudTrail says that it can publish to the topic.')],
  [/^Successfully validated SNS topic for Amazon SES/, confirmation('SES says that it can publish to the topic.')],
  [/^You have chosen to subscribe to the topic/, confirmation('SNS asks to confirm a subscription.')],
  [/^You have chosen to deactivate subscription/, confirmation('SNS says that a subscription has ended.')],
]

const snsTypes: Readonly<Record<string, Notice>> = {
  SubscriptionConfirmation: confirmation(
    'SNS asks to confirm a subscription. Until somebody does, nothing of that topic comes through.',
  ),
  UnsubscribeConfirmation: confirmation(
    'SNS says that a subscription has ended: nothing of that topic comes any more.',
  ),
}

/** What a message is that is no alarm, or nothing when it may be one. */
export const noticeOf = ({ type, text }: Envelope, json: unknown): Notice | undefined => {
  const fields = fieldsOf(json)
  const confirmed = snsTypes[type ?? ''] ?? snsTypes[textIn(fields, 'Type')]
  if (confirmed) return confirmed
  const events = [fields, ...[fields.Records].flat().map(fieldsOf)].map((each) =>
    textIn(each, 'Event', 'event', 'eventName', 'EventName'),
  )
  const found = events.find((each) => testEvent.test(each))
  if (found !== undefined) {
    const about = textIn(fields, 'Bucket', 'AutoScalingGroupName')
    return test(`A test event, ${found}${about ? ` of ${about}` : ''}: the notifications are set up.`)
  }
  if (textIn(fields, 'notificationType') === 'AmazonSnsSubscriptionSucceeded')
    return confirmation('SES says that it can publish to the topic.')
  if (isPing(json) || pingName.test(text.trim())) return ping
  return setUp.find(([pattern]) => pattern.test(text))?.[1]
}

/** @throws PermanentError `malformed-event` when nothing says when it was published */
export const fromNotice = (
  { name, reason }: Notice,
  { id, published, topicArn }: Envelope,
  json: unknown,
): Transition => ({
  alarm: keyOf(`message:${id}`),
  name: nameOf(name),
  state: 'NOTE',
  at: instantOf(textIn(fieldsOf(json), 'Time', 'Timestamp')) ?? instant(published),
  // Its text stays out: a confirmation holds the token by which anybody may confirm.
  reason: clean(topicArn ? `${reason} Topic: ${topicArn}.` : reason),
})
