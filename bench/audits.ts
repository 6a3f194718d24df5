import { setTimeout as sleep } from 'node:timers/promises'
import { checks } from '../functions/audits/checks/index.ts'
import { type AuditRun, runAudits } from '../functions/audits/engine/run.ts'
import type { World } from '../functions/audits/world/world.ts'
import type { ClientOf } from '../shared/client-pool.ts'
import { auditsSchema } from '../shared/config/audits/schema.ts'
import { memoryLedger } from '../shared/ledger/memory-ledger.ts'
import type { Bench } from './row.ts'

/** Milliseconds until AWS answers, and one answer in so many that is a refusal because there were too many. */
const played = { latencyMs: 60, throttledOneIn: 40 }

/** An account of 10,000 resources, each of which is a finding, so that each is also written. */
const account = { volumes: 3_000, groups: 2_500, buckets: 1_500, logGroups: 3_000 }

interface Request {
  readonly path: string
  readonly hostname: string
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface Answer {
  readonly statusCode: number
  readonly body: string
}

const ok = (body: string): Answer => ({ statusCode: 200, body })
const upTo = (count: number, from: number, page: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(page, count - from)) }, (_, index) => from + index)

/** A page of EC2, in its spelling. */
const ec2Page = (
  action: string,
  set: string,
  token: string | null,
  count: number,
  item: (index: number) => string,
): Answer => {
  const from = Number(token ?? 0)
  const next = from + 500 < count ? `<nextToken>${from + 500}</nextToken>` : ''
  const items = upTo(count, from, 500).map((index) => `<item>${item(index)}</item>`)
  return ok(`<${action}Response><${set}>${items.join('')}</${set}>${next}</${action}Response>`)
}

const ec2 = (body: string): Answer => {
  const asked = new URLSearchParams(body)
  const [action, token] = [asked.get('Action') ?? '', asked.get('NextToken')]
  if (action === 'DescribeVolumes')
    return ec2Page(
      action,
      'volumeSet',
      token,
      account.volumes,
      (index) =>
        `<volumeId>vol-${index}</volumeId><size>8</size><status>available</status><volumeType>gp3</volumeType>`,
    )
  if (action === 'DescribeSecurityGroups')
    return ec2Page(
      action,
      'securityGroupInfo',
      token,
      account.groups,
      (index) =>
        `<groupId>sg-${index}</groupId><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissions>`,
    )
  return ok(`<${action}Response/>`)
}

const s3 = ({ path, query = {} }: Request): Answer => {
  if (path === '/') {
    const names = upTo(account.buckets, 0, account.buckets)
    return ok(
      `<ListAllMyBucketsResult><Buckets>${names.map((index) => `<Bucket><Name>bucket-${index}</Name><BucketRegion>eu-west-1</BucketRegion></Bucket>`).join('')}</Buckets></ListAllMyBucketsResult>`,
    )
  }
  if ('policyStatus' in query) return ok('<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>')
  if ('publicAccessBlock' in query)
    return { statusCode: 404, body: '<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>' }
  return ok('<AccessControlPolicy/>')
}

const logs = (body: string): Answer => {
  const { nextToken = '0' }: { readonly nextToken?: string } = JSON.parse(body)
  const from = Number(nextToken)
  const logGroups = upTo(account.logGroups, from, 50).map((index) => ({
    logGroupName: `/shop/${index}`,
    storedBytes: 1e10,
  }))
  return ok(JSON.stringify({ logGroups, ...(from + 50 < account.logGroups ? { nextToken: String(from + 50) } : {}) }))
}

const throttled = (service: string): Answer => {
  if (service === 'logs') return { statusCode: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}' }
  if (service === 's3') return { statusCode: 503, body: '<Error><Code>SlowDown</Code></Error>' }
  return {
    statusCode: 503,
    body: '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>',
  }
}

/** The SDK's own clients, retries and parsing, before an AWS that takes its time and refuses some calls. */
const playedAws = () => {
  const counts = { calls: 0, throttled: 0, most: 0 }
  let now = 0
  const handle = async (request: Request) => {
    counts.calls += 1
    now += 1
    counts.most = Math.max(counts.most, now)
    const turn = counts.calls
    await sleep(played.latencyMs)
    now -= 1
    const [service = ''] = request.hostname.split('.')
    const body = request.body === undefined ? '' : Buffer.from(request.body as string).toString()
    const isRefused = turn % played.throttledOneIn === 0
    if (isRefused) counts.throttled += 1
    const answer = isRefused
      ? throttled(service)
      : service === 'ec2'
        ? ec2(body)
        : service === 'logs'
          ? logs(body)
          : s3(request)
    return { response: { statusCode: answer.statusCode, headers: {}, body: Buffer.from(answer.body) } }
  }
  const options = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 5,
    forcePathStyle: true,
    requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) },
  }
  const clients = new Map<unknown, unknown>()
  const client: ClientOf = (make) => {
    const known = clients.get(make) ?? new make(options)
    clients.set(make, known)
    return known as InstanceType<typeof make>
  }
  return { client, counts }
}

const names = ['waste/volumes', 'doors/security-groups', 'doors/buckets', 'waste/log-groups']

/** How long a look at a large account takes, and what the next one writes. */
export const run: Bench['run'] = async (report) => {
  const { client, counts } = playedAws()
  const ledger = memoryLedger()
  const slice = { ...auditsSchema.parse({ only: ['doors', 'waste'] }), deployment: 'bench' }
  const now = new Date('2026-11-30T05:00:00Z')
  const access = {
    client,
    region: 'eu-west-1',
    account: '123456789012',
    partition: 'aws',
    wait: async (ms: number) => void (await sleep(ms)),
    connectTls: async () => ({ subject: '', issuer: '', validTo: now }),
    now,
  }
  const world: World = {
    ledger,
    publish: async () => undefined,
    checks: checks.filter(({ name }) => names.includes(name)),
    accessOf: async () => access,
    slice,
    version: '1',
    now,
    remainingMs: () => 300_000,
  }
  const look = async (): Promise<{ readonly seconds: number; readonly runs: readonly AuditRun[] }> => {
    const began = performance.now()
    const runs = await runAudits(world, { reason: 'schedule' })
    return { seconds: (performance.now() - began) / 1_000, runs }
  }
  const sum = (runs: readonly AuditRun[], of: (outcome: AuditRun['outcome']) => number): number =>
    runs.reduce((total, { outcome }) => total + of(outcome), 0)
  report('10,000 resources, each a finding')
  const first = await look()
  const { calls, throttled: refused, most } = counts
  const again = await look()
  const [found, written, failed] = [
    sum(first.runs, (outcome) => outcome.found),
    sum(again.runs, (outcome) => outcome.written),
    sum([...first.runs, ...again.runs], (outcome) => outcome.failed.length),
  ]
  return [
    {
      what: `audits: ${found.toLocaleString('en')} resources, ${calls.toLocaleString('en')} calls of ${played.latencyMs} ms, ${refused} throttled, at most ${most} at once`,
      ours: `${first.seconds.toFixed(1)} s`,
      mark: '≤ 60 s, all found',
      met: first.seconds <= 60 && found === 10_000 && failed === 0,
    },
    {
      what: 'audits: the same again, when nothing has changed',
      ours: `${again.seconds.toFixed(1)} s, ${written} records written`,
      mark: '≤ 60 s, none written',
      met: again.seconds <= 60 && written === 0,
    },
  ]
}
