import * as z from '../../../shared/shape.ts'
import { fromEvent } from './aws-events.ts'
import { alarmActionSchema, alarmMessageSchema, fromAlarmAction, fromAlarmMessage } from './cloudwatch.ts'
import { type Envelope, fromNotice, noticeOf } from './notice.ts'
import { transitionOf } from './posted/alert.ts'
import { postedIn } from './posted/json.ts'
import { fromRdsMessage } from './rds.ts'
import { eventSchema } from './schema.ts'
import { fromSignal, signalSchema } from './signal.ts'
import { clean, instant, instantOf, keyOf } from './text.ts'
import type { Transition } from './transition.ts'

const snsSchema = z.object({
  Type: z.optional(z.nullable(z.string())),
  MessageId: z.string(),
  Message: z.string(),
  Subject: z.optional(z.nullable(z.string())),
  Timestamp: z.string(),
  TopicArn: z.optional(z.nullable(z.string())),
})

const sqsSchema = z.object({
  eventSource: z.literal('aws:sqs'),
  messageId: z.string(),
  body: z.string(),
  attributes: z.optional(z.object({ SentTimestamp: z.optional(z.string()) })),
})

export const messagesSchema = z.object({
  Records: z.array(z.union([z.object({ Sns: snsSchema }), sqsSchema])).check(z.minLength(1)),
})

type Message = z.infer<typeof messagesSchema>['Records'][number]

const fromSns = ({ Type, MessageId, Message, Subject, Timestamp, TopicArn }: z.infer<typeof snsSchema>): Envelope => ({
  id: MessageId,
  type: Type ?? undefined,
  text: Message,
  subject: Subject ?? undefined,
  published: Timestamp,
  topicArn: TopicArn ?? undefined,
})

const fromSqs = ({ messageId, body, attributes }: z.infer<typeof sqsSchema>): Envelope => ({
  id: messageId,
  text: body,
  published: instantOfEpoch(attributes?.SentTimestamp),
})

/** SQS says milliseconds since 1970, as text. */
const instantOfEpoch = (text: string | undefined): string =>
  instantOf(text === undefined ? undefined : new Date(Number(text)).toJSON()) ?? ''

export const envelopeOf = (message: Message): Envelope => ('Sns' in message ? fromSns(message.Sns) : fromSqs(message))

/** Anything else that somebody published to the topic is an alert of its own, with its text as the reason. */
const fromText = ({ text, id, subject, published }: Envelope): Transition => ({
  alarm: keyOf(`message:${id}`),
  name: clean(subject || 'Message on the alarm topic'),
  state: 'ALARM',
  at: instant(published),
  reason: clean(text),
})

/** CloudWatch's message may be anything at all when somebody else publishes to the topic. */
const parseJsonOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Most wrappers around a message: a queue holds what a topic sent, which an event bus may have sent to it. */
const mostWrappers = 4

/** What a message wraps: the one of a topic in a queue, or the records of a call that were sent on as they were. */
const wrappedIn = (json: unknown): Envelope[] | undefined => {
  const messages = messagesSchema.safeParse(json)
  if (messages.success) return messages.data.Records.map(envelopeOf)
  const sns = snsSchema.safeParse(json)
  return sns.success && sns.data.Type ? [fromSns(sns.data)] : undefined
}

/** What somebody published in our own form, `{key, state, severity, title, text, link, labels}`. */
const fromPosted = (json: unknown, published: string): readonly Transition[] | undefined =>
  postedIn(json)?.map((alert) => transitionOf(alert, { receivedAt: instant(published) }))

/** What CloudWatch, EventBridge, RDS or we ourselves say in JSON. */
const fromJson = (json: unknown, { topicArn, published }: Envelope): readonly Transition[] | undefined => {
  const alarm = alarmMessageSchema.safeParse(json)
  if (alarm.success) return [fromAlarmMessage(alarm.data, { topicArn, published })]
  const signal = signalSchema.safeParse(json)
  if (signal.success) return [fromSignal(signal.data.detail)]
  const action = alarmActionSchema.safeParse(json)
  if (action.success) return [fromAlarmAction(action.data)]
  const event = eventSchema.safeParse(json)
  if (event.success && instantOf(event.data.time) !== undefined) return fromEvent(event.data)
  return fromRdsMessage(json, published) ?? fromPosted(json, published)
}

/**
 * Reads a message of a topic or a queue: an alarm, an event that a rule of EventBridge or RDS itself sent there, or any
 * text. What only says that something was set up is kept, and opens nothing.
 * @throws PermanentError `malformed-event` only where nothing says when it was published
 */
export const fromMessage = (envelope: Envelope, wrappers = 0): readonly Transition[] => {
  const json = parseJsonOrNothing(envelope.text)
  const wrapped = wrappers < mostWrappers ? wrappedIn(json) : undefined
  if (wrapped) return wrapped.flatMap((each) => fromMessage(each, wrappers + 1))
  const known = fromJson(json, envelope)
  if (known) return known
  const notice = noticeOf(envelope, json)
  return [notice ? fromNotice(notice, envelope, json) : fromText(envelope)]
}
