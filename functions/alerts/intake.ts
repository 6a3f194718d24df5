import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { PermanentError } from '../../shared/errors.ts'
import { parseJson, parserOf } from '../../shared/handler.ts'
import { redact } from '../../shared/log.ts'
import type { Signal } from '../../shared/signals.ts'
import { signalSource } from '../../shared/signals.ts'

/** What came in, whatever shape it had: something went to a state at a time. */
export interface Transition {
  /** ARN of the alarm where the payload has one, else its name; the name of a signal's subject. The same for every transition of one thing. */
  readonly alarm: string
  /** Name of the alarm, or what a signal is about. */
  readonly name: string
  /** For people, where it is not the name. */
  readonly title?: string | undefined
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'NOTE'
  /** State before, where the payload says so. */
  readonly previous?: string | undefined
  /** ISO 8601 instant in UTC at which it became so; orders transitions and tells duplicates. */
  readonly at: string
  readonly reason: string
  readonly description?: string | undefined
  readonly region?: string | undefined
}

const alarmSchema = z.object({
  AlarmName: z.string().check(z.minLength(1)),
  AlarmDescription: z.optional(z.nullable(z.string())),
  AlarmArn: z.optional(z.nullable(z.string())),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  OldStateValue: z.optional(z.nullable(z.string())),
  NewStateReason: z.optional(z.nullable(z.string())),
  StateChangeTime: z.optional(z.nullable(z.string())),
})

const snsSchema = z.object({
  Records: z
    .array(
      z.object({
        Sns: z.object({
          MessageId: z.string(),
          Message: z.string(),
          Subject: z.optional(z.nullable(z.string())),
          Timestamp: z.string(),
        }),
      }),
    )
    .check(z.minLength(1)),
})

const signalSchema = z.object({
  source: z.literal(signalSource),
  detail: z.object({
    name: z.string(),
    subject: z.string(),
    mood: z.enum(['bad', 'good', 'note']),
    id: z.string(),
    at: z.string(),
    title: z.string(),
    body: z.string(),
  }),
})

/** An instant in one text form, or nothing. CloudWatch writes `2026-11-21T02:30:00.123+0000`, which Date does not read everywhere. */
const instantOf = (text: string | null | undefined): string | undefined => {
  const at = new Date(text?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') ?? Number.NaN)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

const instant = (text: string): string => {
  const at = instantOf(text)
  if (at === undefined) throw new PermanentError('malformed-event', 'Not an instant in time')
  return at
}

/** Longest text that is kept, in characters: enough for a person, small enough for the ledger. */
const longestText = 2_000

// Tab and line feed stay; SNS refuses other control characters in a message, and DynamoDB half a surrogate pair.
const control = /[^\P{Cc}\t\n]/gu

/** A text of somebody else's as it may be kept and sent: no number or address, nothing that a service refuses. */
const clean = (text: string): string => redact(text.slice(0, longestText).toWellFormed().replace(control, ' '))

type SnsMessage = z.infer<typeof snsSchema>['Records'][number]['Sns']

const fromAlarm = (alarm: z.infer<typeof alarmSchema>, { Timestamp }: SnsMessage): Transition => ({
  alarm: (alarm.AlarmArn || alarm.AlarmName).toWellFormed(),
  name: alarm.AlarmName.toWellFormed(),
  state: alarm.NewStateValue,
  previous: alarm.OldStateValue ?? undefined,
  at: instantOf(alarm.StateChangeTime) ?? instant(Timestamp),
  reason: clean(alarm.NewStateReason ?? ''),
  description: alarm.AlarmDescription ? clean(alarm.AlarmDescription) : undefined,
  region: alarm.AlarmArn?.split(':')[3],
})

/** Anything else that somebody published to the topic is an alert of its own, with its text as the reason. */
const fromText = ({ Message, MessageId, Subject, Timestamp }: SnsMessage): Transition => ({
  alarm: `message:${MessageId}`,
  name: clean(Subject || 'Message on the alarm topic'),
  state: 'ALARM',
  at: instant(Timestamp),
  reason: clean(Message),
})

const fromSignal = (signal: Signal): Transition => ({
  alarm: `signal:${signal.subject}`.toWellFormed(),
  name: signal.subject.toWellFormed(),
  title: clean(signal.title || signal.subject),
  state: signal.mood === 'bad' ? 'ALARM' : signal.mood === 'good' ? 'OK' : 'NOTE',
  at: instant(signal.at),
  reason: clean(signal.body),
})

/** CloudWatch's message may be anything at all when somebody else publishes to the topic. */
const parseJsonOrNothing = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

const parseSns = parserOf('a message of the alarm topic', snsSchema)
const parseSignal = parserOf('a signal of ours', signalSchema)

/**
 * Reads the transitions in an event: messages of the alarm topic, or one signal of our own bus.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 * @throws PermanentError `malformed-event` when it is neither
 */
export const parseTransitions = (raw: unknown): Transition[] => {
  if (typeof raw === 'object' && raw !== null && 'source' in raw && !('Records' in raw))
    return [fromSignal(parseSignal(raw).detail)]
  return parseSns(raw).Records.map(({ Sns }) => {
    const alarm = alarmSchema.safeParse(parseJsonOrNothing(Sns.Message))
    return alarm.success ? fromAlarm(alarm.data, Sns) : fromText(Sns)
  })
}

/** An id that is the same for every delivery of one opening: the alarm and the time. 16 hexadecimal digits. */
export const incidentId = ({ alarm, at }: Transition): string =>
  createHash('sha256').update(`${alarm}\n${at}`).digest('hex').slice(0, 16)
