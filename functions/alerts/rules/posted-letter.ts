import { gunzipSync, gzipSync } from 'node:zlib'
import type { Severity, Source } from '../../../shared/config/alerts/schema.ts'
import type { SourceKind } from '../../../shared/config/alerts/source-kinds.ts'

/** What stands in a message of the queue of reports, so that it cannot be taken for anything else. */
export const letterSource = 'nightshift.report'

/** A report as it waits in the queue: as it came, and what the config says of who sent it. */
export interface PostedLetter {
  readonly source: typeof letterSource
  readonly name: string
  readonly kind?: SourceKind | undefined
  readonly severity?: Severity | undefined
  readonly policy?: string | undefined
  /** ISO 8601: when it came in. */
  readonly receivedAt: string
  /** `github:` or `sentry:`, and what their header says that it is. */
  readonly event?: string | undefined
  /** The body, or where that is too long for a message the same compressed (gzip, base64). */
  readonly body?: string | undefined
  readonly gzip?: string | undefined
}

/**
 * Most bytes of a message: what SQS takes everywhere.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const mostBytes = 250_000

const fits = (letter: PostedLetter): boolean => Buffer.byteLength(JSON.stringify(letter)) <= mostBytes

/** The message of a report; nothing where it is too large for one even when it is compressed. @param body JSON */
export const letterOf = (
  body: string,
  {
    name,
    source,
    event,
    now,
  }: { readonly name: string; readonly source: Source; readonly event?: string | undefined; readonly now: Date },
): PostedLetter | undefined => {
  const head = {
    source: letterSource,
    name,
    kind: source.kind,
    severity: source.severity,
    policy: source.to,
    receivedAt: now.toISOString(),
    event,
  } as const
  const whole = { ...head, body }
  if (fits(whole)) return whole
  const small = { ...head, gzip: gzipSync(body).toString('base64') }
  return fits(small) ? small : undefined
}

/** The body of a report, as text. */
export const bodyOf = ({ body, gzip }: PostedLetter): string =>
  body ?? gunzipSync(Buffer.from(gzip ?? '', 'base64'), { maxOutputLength: 4_000_000 }).toString('utf8')

const isLetter = (value: unknown): value is PostedLetter =>
  typeof value === 'object' && value !== null && (value as PostedLetter).source === letterSource

/** Reads a message of the queue of reports, or nothing where it is none. @param text JSON */
export const letterIn = (text: string): PostedLetter | undefined => {
  try {
    const letter: unknown = JSON.parse(text)
    return isLetter(letter) ? letter : undefined
  } catch {
    return undefined
  }
}

/**
 * The reports that a call brings: messages of their queue, or one that was given back from the dead letters. Nothing where it brings anything
 * else.
 */
export const lettersIn = (raw: unknown): PostedLetter[] | undefined => {
  if (isLetter(raw)) return [raw]
  const { Records }: { readonly Records?: unknown } = Object(raw)
  if (!Array.isArray(Records) || Records.length === 0) return undefined
  const letters = Records.map((each: unknown) => {
    const { body, eventSource }: { readonly body?: unknown; readonly eventSource?: unknown } = Object(each)
    return eventSource === 'aws:sqs' && typeof body === 'string' ? letterIn(body) : undefined
  }).filter((each) => each !== undefined)
  return letters.length === Records.length ? letters : undefined
}
