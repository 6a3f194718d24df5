import * as z from 'zod/mini'
import { fromEvent } from './aws-events.ts'
import { alarmMessageSchema, fromAlarmMessage } from './cloudwatch.ts'
import { fromRdsMessage } from './rds.ts'
import { eventSchema } from './schema.ts'
import { clean, instant, instantOf, keyOf } from './text.ts'
import type { Transition } from './transition.ts'

export const messagesSchema = z.object({
  Records: z
    .array(
      z.object({
        Sns: z.object({
          MessageId: z.string(),
          Message: z.string(),
          Subject: z.optional(z.nullable(z.string())),
          Timestamp: z.string(),
          TopicArn: z.optional(z.nullable(z.string())),
        }),
      }),
    )
    .check(z.minLength(1)),
})

type Message = z.infer<typeof messagesSchema>['Records'][number]['Sns']

/** Anything else that somebody published to the topic is an alert of its own, with its text as the reason. */
const fromText = ({ Message, MessageId, Subject, Timestamp }: Message): Transition => ({
  alarm: keyOf(`message:${MessageId}`),
  name: clean(Subject || 'Message on the alarm topic'),
  state: 'ALARM',
  at: instant(Timestamp),
  reason: clean(Message),
})

/** CloudWatch's message may be anything at all when somebody else publishes to the topic. */
const parseJsonOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads a message of the alarm topic: an alarm, an event that a rule of EventBridge or RDS itself sent there, or any text.
 * @throws PermanentError `malformed-event` only where SNS itself did not say when it was published
 */
export const fromMessage = (message: Message): readonly Transition[] => {
  const json = parseJsonOrNothing(message.Message)
  const alarm = alarmMessageSchema.safeParse(json)
  if (alarm.success)
    return [fromAlarmMessage(alarm.data, { topicArn: message.TopicArn ?? undefined, published: message.Timestamp })]
  const event = eventSchema.safeParse(json)
  if (event.success && instantOf(event.data.time) !== undefined) return fromEvent(event.data)
  return fromRdsMessage(json, message.Timestamp) ?? [fromText(message)]
}
