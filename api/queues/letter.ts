import { shorten } from '../../shared/text.ts'
import { addresseeOf } from './addressees/index.ts'
import { eventOf, isFailedEvent } from './failed-event.ts'
import { readable, readableText } from './readable.ts'

/** What sort of thing a dead letter is. */
export type LetterKind =
  | 'file'
  | 'alarm'
  | 'news'
  | 'task'
  | 'event'
  | 'firing'
  | 'timer'
  | 'command'
  | 'schedule'
  | 'other'
  | 'unreadable'

/** A message of a dead-letter queue, as a person may see it: nothing in it names a person. Times are ISO 8601. */
export interface Letter {
  /** SQS's id of the message. */
  readonly id: string
  readonly sentAt: string | undefined
  readonly kind: LetterKind
  /** What it says, by names such as `bucket`, `alarm`, `job`. */
  readonly facts: Readonly<Record<string, string>>
  /** Why it is here, where the message itself says so. */
  readonly failure: string | undefined
  /** Who gets it when it is replayed: a function or a queue; nothing where it cannot be read. */
  readonly to: string | undefined
  /** All of it, for reading. */
  readonly body: string
}

/** A message as SQS gives it. */
export interface Message {
  readonly MessageId?: string | undefined
  readonly Body?: string | undefined
  readonly Attributes?: Readonly<Record<string, string>> | undefined
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string | undefined }>> | undefined
}

const longestBody = 8_000
const longestFact = 200

type Fields = Readonly<Record<string, unknown>>

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((each, name) => (Object(each) as Record<string | number, unknown>)[name], value)

const parsed = (text: unknown): unknown => (typeof text === 'string' ? eventOf(text) : undefined)

/** The key of an object as S3 reports it: spaces as `+`, the rest in per cent. */
const keyOf = (text: unknown): string => {
  const key = String(text ?? '').replaceAll('+', ' ')
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** What an event is, and what it says. The first that fits counts. */
const readEvent = (event: Fields): { readonly kind: LetterKind; readonly facts: Fields } => {
  const s3 = at(event, 'Records', 0, 's3')
  if (s3 !== undefined)
    return {
      kind: 'file',
      facts: {
        bucket: at(s3, 'bucket', 'name'),
        key: keyOf(at(s3, 'object', 'key')),
        event: at(event, 'Records', 0, 'eventName'),
      },
    }
  const sns = at(event, 'Records', 0, 'Sns') ?? (event.Type === 'Notification' ? event : undefined)
  if (sns !== undefined) {
    const alarm = parsed(at(sns, 'Message'))
    const name = at(alarm, 'AlarmName')
    return name === undefined
      ? {
          kind: 'news',
          facts: {
            subject: at(sns, 'Subject'),
            topic: String(at(sns, 'TopicArn') ?? '')
              .split(':')
              .at(-1),
          },
        }
      : { kind: 'alarm', facts: { alarm: name, state: at(alarm, 'NewStateValue') } }
  }
  if (event.source === 'nightshift.command')
    return {
      kind: 'command',
      facts: { action: event.action, on: event.job ?? event.target ?? event.incident, by: event.by },
    }
  const type = event['detail-type']
  if (type === 'ECS Task State Change')
    return {
      kind: 'task',
      facts: { run: at(event, 'detail', 'startedBy'), state: at(event, 'detail', 'lastStatus') },
    }
  if (typeof type === 'string') {
    const kind = event.source === 'aws.scheduler' ? 'schedule' : 'event'
    return { kind, facts: { source: event.source, type, subject: at(event, 'detail', 'subject') } }
  }
  if (typeof event.at === 'string')
    return {
      kind: 'timer',
      facts: { on: event.job ?? event.incident ?? event.to, scheduledAt: event.scheduledAt, at: event.at },
    }
  if (typeof event.job === 'string')
    return { kind: 'firing', facts: { job: event.job, scheduledAt: event.scheduledAt } }
  return { kind: 'other', facts: { fields: Object.keys(event).slice(0, 10).join(', ') } }
}

const factsOf = (facts: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, readableText(String(value), longestFact)]],
    ),
  )

/** Why it failed: what the function threw, or what EventBridge says of a call that it could not make. */
const failureOf = (event: Fields | undefined, { MessageAttributes = {} }: Message): string | undefined => {
  const answer = at(event, 'responsePayload')
  const thrown = [at(answer, 'errorType'), at(answer, 'errorMessage')].filter((each) => typeof each === 'string')
  const refused = ['ERROR_CODE', 'ERROR_MESSAGE'].flatMap((name) => MessageAttributes[name]?.StringValue ?? [])
  const said = (thrown.length > 0 ? thrown : refused).join(': ')
  return said === '' ? undefined : readableText(said, 500)
}

/** Reads a message of a dead-letter queue. @param queue the queue's name, such as `JobsDeadLetters` */
export const letterOf = (queue: string, message: Message): Letter => {
  const { MessageId = '', Body = '', Attributes = {} } = message
  const event = eventOf(Body)
  const failed = isFailedEvent(event)
  const inner = failed ? event.requestPayload : event
  const sent = Number(Attributes.SentTimestamp)
  const fields = typeof inner === 'object' && inner !== null ? (inner as Fields) : undefined
  const { kind, facts } = fields ? readEvent(fields) : ({ kind: failed ? 'other' : 'unreadable', facts: {} } as const)
  return {
    id: MessageId,
    sentAt: Number.isFinite(sent) ? new Date(sent).toISOString() : undefined,
    kind,
    facts: factsOf(facts),
    failure: failureOf(event, message),
    to: failed
      ? readableText(
          event.requestContext.functionArn
            .replace(/:\$LATEST$/, '')
            .split(':')
            .at(-1) ?? '',
          100,
        )
      : event && addresseeOf(queue, event),
    body: shorten(event ? JSON.stringify(readable(event), undefined, 2) : readableText(Body, longestBody), longestBody),
  }
}
