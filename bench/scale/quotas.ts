/** A limit of AWS, as its documentation says it. */
export interface Quota {
  /** What it counts, in the plural where it is a number of things. */
  readonly what: string
  /** So many a second, or at once. */
  readonly most: number
  readonly source: string
  /** What raises it. */
  readonly raise: string
  /** False where the number could not be read again in AWS's own words on the date below. */
  readonly verified: boolean
}

/** When each was looked up. The numbers are of an account that has asked for nothing, in a large region. */
export const quotaDate = '2026-11-30'

const docs = 'https://docs.aws.amazon.com'
const ledger = `${docs}/amazondynamodb/latest/developerguide`

export const quotas = {
  concurrency: {
    what: 'functions at once',
    most: 1_000,
    source: `${docs}/lambda/latest/dg/gettingstarted-limits.html`,
    raise: 'ask for Lambda’s “Concurrent executions”; a new account may begin with 10',
    verified: true,
  },
  table: {
    what: 'write units a second that a new table takes',
    most: 4_000,
    source: `${ledger}/warm-throughput.html`,
    raise: 'DynamoDB raises it by itself, to twice the last peak within 30 minutes; or warm the table before',
    verified: true,
  },
  byKind: {
    what: 'write units a second that a new index takes (`byKind`)',
    most: 4_000,
    source: `${ledger}/warm-throughput-scenarios.html`,
    raise: 'as the table',
    verified: true,
  },
  open: {
    what: 'write units a second that a new index takes (`open`)',
    most: 4_000,
    source: `${ledger}/warm-throughput-scenarios.html`,
    raise: 'as the table',
    verified: true,
  },
  partition: {
    what: 'write units a second of the hottest key of an index',
    most: 1_000,
    source: `${ledger}/bp-partition-key-design.html`,
    raise: 'more partitions in `shared/ledger/indexes.ts`',
    verified: true,
  },
  item: {
    what: 'write units a second of the hottest key of the table',
    most: 1_000,
    source: `${ledger}/bp-partition-key-design.html`,
    raise: 'nothing: what belongs together is one key',
    verified: true,
  },
  queueReaders: {
    what: 'functions at once that read one queue',
    most: 1_000,
    source: `${docs}/lambda/latest/dg/services-sqs-scaling.html`,
    raise: 'nothing asked for: five at first, and up to 300 more each minute',
    verified: true,
  },
  objectWrites: {
    what: 'objects written a second under one prefix',
    most: 3_500,
    source: `${docs}/AmazonS3/latest/userguide/optimizing-performance.html`,
    raise: 'S3 divides a busy prefix by itself, within an hour',
    verified: true,
  },
  runTask: {
    what: 'calls of RunTask a second on Fargate',
    most: 20,
    source: `${docs}/AmazonECS/latest/developerguide/throttling.html`,
    raise: 'ask AWS Support; 100 tasks may start at once before that',
    verified: true,
  },
  scheduler: {
    what: 'firings a second of EventBridge Scheduler',
    most: 1_000,
    source: `${docs}/scheduler/latest/UserGuide/scheduler-quotas.html`,
    raise: 'ask for Scheduler’s “Invocations throttle limit”; smaller regions begin with less',
    verified: true,
  },
  texts: {
    what: 'text messages a second by SNS',
    most: 20,
    source: `${docs}/general/latest/gr/sns.html`,
    raise: 'ask AWS Support; a new account may spend $1 a month first',
    verified: false,
  },
  mails: {
    what: 'email a second by SES, in its sandbox',
    most: 1,
    source: `${docs}/ses/latest/dg/quotas.html`,
    raise: 'leave the sandbox; SES then says its own rate (`aws sesv2 get-account`), which grows with use',
    verified: true,
  },
} as const satisfies Readonly<Record<string, Quota>>

export type QuotaName = keyof typeof quotas
