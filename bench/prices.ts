import { dollars, networkDollars, pricesOf } from '../shared/prices.ts'

/** What AWS asks for one thing, and how much of it a month every account has for nothing, without an end. */
export interface Price {
  readonly unit: string
  /** US dollars for one unit. */
  readonly each: number
  /** Units a month. */
  readonly free: number
  /** False where the number could not be read again in AWS's own words or in a dated third-party table. */
  readonly verified: boolean
}

/**
 * Public prices of us-east-1, looked up on the date below. AWS's own page for each service is
 * https://aws.amazon.com/<service>/pricing/ (cloudwatch, lambda, sqs, eventbridge, dynamodb, s3, kms, secrets-manager).
 * In other regions alarms, dashboards, metrics, requests to Lambda and SQS cost the same; logs, DynamoDB and S3 cost up
 * to half as much again (logs in Tokyo and Seoul: $0.76 a GB).
 */
export const priceList = { region: 'us-east-1', date: pricesOf } as const

const million = 1_000_000

export const prices = {
  alarms: { unit: 'alarm metric', each: dollars.alarmMonth, free: 10, verified: true },
  compositeAlarms: { unit: 'alarm', each: 0.5, free: 0, verified: true },
  // Free are dashboards with up to 50 metrics; `month.ts` counts larger ones apart.
  dashboards: { unit: 'dashboard', each: 3, free: 3, verified: true },
  largeDashboards: { unit: 'dashboard', each: 3, free: 0, verified: true },
  customMetrics: { unit: 'metric-month', each: 0.3, free: 10, verified: true },
  metricRequests: { unit: 'request', each: 0.01 / 1_000, free: million, verified: true },
  // GetMetricData is outside the free million. https://repost.aws/knowledge-center/cloudwatch-getmetricdata-api
  metricReads: { unit: 'metric read', each: 0.01 / 1_000, free: 0, verified: true },
  logs: { unit: 'GB written', each: dollars.logGigabyte, free: 5, verified: true },
  keys: { unit: 'KMS key', each: 1, free: 0, verified: false },
  secrets: { unit: 'secret', each: 0.4, free: 0, verified: false },
  lambdaRequests: { unit: 'request', each: dollars.lambdaCall, free: million, verified: true },
  // arm64
  lambdaTime: { unit: 'GB-second', each: dollars.lambdaGigabyteSecond, free: 400_000, verified: true },
  schedulerCalls: { unit: 'invocation', each: 1 / million, free: 14 * million, verified: true },
  queueRequests: { unit: 'request', each: dollars.queueRequest, free: million, verified: true },
  // The 25 units that DynamoDB gives for nothing are of provisioned tables only.
  ledgerWrites: { unit: 'write unit', each: 0.625 / million, free: 0, verified: true },
  ledgerReads: { unit: 'read unit', each: 0.125 / million, free: 0, verified: true },
  ledgerStorage: { unit: 'GB', each: 0.25, free: 25, verified: true },
  ledgerRecovery: { unit: 'GB', each: 0.2, free: 0, verified: false },
  // Free for twelve months only, so not at all here.
  bucketLists: { unit: 'request', each: dollars.bucketWrite, free: 0, verified: false },
  bucketReads: { unit: 'request', each: dollars.bucketRead, free: 0, verified: false },
  // The estate. A database of PostgreSQL with one copy.
  balancerHours: { unit: 'hour', each: 0.0225, free: 0, verified: false },
  fargateVcpuHours: { unit: 'vCPU-hour', each: 0.04048, free: 0, verified: false },
  fargateGigabyteHours: { unit: 'GB-hour', each: 0.004445, free: 0, verified: false },
  fargateArmVcpuHours: { unit: 'vCPU-hour', each: 0.03238, free: 0, verified: false },
  fargateArmGigabyteHours: { unit: 'GB-hour', each: 0.00356, free: 0, verified: false },
  publicAddressHours: { unit: 'hour', each: networkDollars.addressHour, free: 0, verified: false },
  // https://aws.amazon.com/waf/pricing/ a request is $0.60 a million more.
  webAcls: { unit: 'web ACL', each: 5, free: 0, verified: false },
  webAclRules: { unit: 'rule', each: 1, free: 0, verified: false },
  endpointHours: { unit: 'hour in a zone', each: networkDollars.endpointHour, free: 0, verified: false },
  // Beside it $0.05 for each hour of each client.
  clientVpnHours: { unit: 'hour in a zone', each: networkDollars.clientVpnHour, free: 0, verified: false },
  siteVpnHours: { unit: 'hour', each: networkDollars.siteVpnHour, free: 0, verified: false },
  natHours: { unit: 'hour', each: networkDollars.natHour, free: 0, verified: false },
  't4g.microHours': { unit: 'hour', each: 0.016, free: 0, verified: false },
  't4g.smallHours': { unit: 'hour', each: 0.032, free: 0, verified: false },
  't4g.mediumHours': { unit: 'hour', each: 0.065, free: 0, verified: false },
  // ElastiCache for Valkey; nodes of Redis OSS cost a quarter more. https://aws.amazon.com/elasticache/pricing/
  'valkey t4g.microHours': { unit: 'hour', each: 0.0128, free: 0, verified: false },
  'valkey t4g.smallHours': { unit: 'hour', each: 0.0256, free: 0, verified: false },
  'valkey t4g.mediumHours': { unit: 'hour', each: 0.052, free: 0, verified: false },
  'redis t4g.microHours': { unit: 'hour', each: 0.016, free: 0, verified: false },
  'redis t4g.smallHours': { unit: 'hour', each: 0.032, free: 0, verified: false },
  'redis t4g.mediumHours': { unit: 'hour', each: 0.065, free: 0, verified: false },
  databaseStorage: { unit: 'GB of gp3', each: 0.115, free: 0, verified: false },
} as const satisfies Readonly<Record<string, Price>>

export type Item = keyof typeof prices

const isItem = (name: string): name is Item => Object.hasOwn(prices, name)

/**
 * The item of an hour of a database of a class such as `db.t4g.micro`.
 * @throws RangeError where its price is not on the list
 */
export const databaseHour = (instanceClass: string): Item => {
  const item = `${instanceClass.replace(/^db\./, '')}Hours`
  if (isItem(item)) return item
  throw new RangeError(`No price is known for ${instanceClass}; add it to bench/prices.ts`)
}

/**
 * The item of an hour of a node of a cache, by its engine and a type such as `cache.t4g.micro`.
 * @throws RangeError where its price is not on the list
 */
export const cacheHour = (engine: string, nodeType: string): Item => {
  const item = `${engine} ${nodeType.replace(/^cache\./, '')}Hours`
  if (isItem(item)) return item
  throw new RangeError(`No price is known for ${nodeType} of ${engine}; add it to bench/prices.ts`)
}
