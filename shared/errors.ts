/**
 * A failure that no retry can fix: the input, the config or a permission is wrong. Where a record can say so, the domain
 * writes one and does not throw; what nothing can be recorded of is thrown and ends in the dead-letter queue, so that it
 * is kept.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
  /** What to look up: one word that stays the same over releases, such as `malformed-event`. */
  readonly reason: string

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/**
 * A failure that a later try can fix: throttling, a timeout, a 5xx, a lease that somebody holds.
 * Thrown through the pipeline, so that the platform retries and the queue keeps the event.
 */
export class TransientError extends Error {
  override readonly name = 'TransientError'
}

/** A conditional write lost: the item is not, or no longer, in the state that the writer expected. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
}

/**
 * A record of the ledger was written by a newer version of Nightshift than this one. What needs it is kept, tried again and
 * then left in the dead-letter queue; it goes on when the newer version is deployed again.
 */
export class NewerRecordError extends Error {
  override readonly name = 'NewerRecordError'
}

/** The config is wrong. `problems` holds every fault found, each with its path, value and fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(source: string, problems: readonly string[]) {
    super(`${source}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n  ${problems.join('\n  ')}`)
    this.problems = problems
  }
}

/** The name of an AWS SDK error (`ThrottlingException`, …), or of any other thrown thing. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

/** What a thrown thing says of itself. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const clientFaults = new Set([400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 422])
// Among them what the SDKs themselves try again: throttling (DynamoDB's has status 400), clock skew and credentials that
// have just run out. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
const retryableNames =
  /Throttl|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|ThroughputExceeded|SlowDown|Timeout|ServiceUnavailable|InternalError|InternalServerError|ECONNRESET|ECONNREFUSED|EPIPE|OperationAborted|ConditionalRequestConflict|ConflictException$|TransactionInProgress|ResourceInUse|PriorRequestNotComplete|RequestTimeTooSkewed|RequestInTheFuture|RequestExpired|ExpiredToken/

/**
 * Whether a thrown thing is an AWS answer that says "you are wrong" rather than "not now".
 * AWS's rule: 4xx but throttling is final, 5xx and anything without an answer can be tried again.
 */
export const isPermanentAwsError = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { $metadata, $retryable } = error as { $metadata?: { httpStatusCode?: number }; $retryable?: object }
  const status = $metadata?.httpStatusCode
  if (status === undefined || $retryable !== undefined || retryableNames.test(errorName(error))) return false
  return clientFaults.has(status)
}

/**
 * Whether AWS says that the caller may not do it at all: a missing permission, a policy that denies, a region that the account
 * has not opted in to. It is our own configuration that is wrong, not what was asked for. Credentials that have just run out
 * are not meant.
 */
export const isAccessDenied = (error: unknown): boolean =>
  isPermanentAwsError(error) &&
  ((error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode === 403 ||
    /AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized|OptInRequired/.test(errorName(error)))
