import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, promisify } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { reconcile } from '../functions/lifecycle/engine/reconcile.ts'
import type { WantedBucket } from '../functions/lifecycle/rules/policies.ts'
import { wantedRules } from '../functions/lifecycle/rules/wanted.ts'
import { awsBuckets } from '../functions/lifecycle/world/effects.ts'
import { makeLedgerTable } from '../local/ledger-table.ts'
import { config } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { lifecycleSchema } from '../shared/config/lifecycle/schema.ts'
import { errorName } from '../shared/errors.ts'
import { inParallel } from '../shared/in-parallel.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'
import { asOnLambda } from './as-on-lambda.ts'
import { startStub } from './lifecycle/stub.ts'
import type { Bench, BenchRow } from './row.ts'
import { duration, timed } from './statistics.ts'
import { withEmulator } from './with-emulator.ts'

const count = 1_000
/** Requests under way at once, in ours and in the loop. */
const width = 8

const policy = { bucket: 'any', presets: ['photo-originals', 'incomplete-uploads'] }
const rules = lifecycleSchema.parse({ buckets: [policy] }).buckets.flatMap((each) => wantedRules(each, 'bench'))

/** Somebody else's rule, in every tenth bucket: it must stay. */
const byHand: LifecycleRule = {
  ID: 'by hand',
  Status: 'Enabled',
  Filter: { Prefix: 'books/' },
  Expiration: { Days: 3_650 },
}

const namesOf = (prefix: string): string[] => Array.from({ length: count }, (_, index) => `${prefix}-${index}`)

const put = (s3: S3Client, Bucket: string, all: readonly LifecycleRule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...all] } }))

const makeBuckets = (s3: S3Client, names: readonly string[]): Promise<unknown> =>
  inParallel([...names.entries()], width, async ([index, Bucket]) => {
    await s3.send(new CreateBucketCommand({ Bucket }))
    if (index % 10 === 0) await put(s3, Bucket, [byHand])
  })

/** What a script would do: read, and write where our rules are not there word for word. Gives the number of writes. */
const bareLoop = async (s3: S3Client, names: readonly string[]): Promise<number> => {
  const written = await inParallel(names, width, async (Bucket) => {
    const found = await s3
      .send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
      .then(({ Rules = [] }) => Rules)
      .catch((error: unknown) => {
        if (errorName(error) === 'NoSuchLifecycleConfiguration') return []
        throw error
      })
    const others = found.filter(({ ID }) => !rules.some((rule) => rule.ID === ID))
    if (rules.every((rule) => found.some((each) => isDeepStrictEqual(each, rule)))) return 0
    await put(s3, Bucket, [...others, ...rules])
    return 1
  })
  return written.reduce<number>((sum, one) => sum + one, 0)
}

/** Ours, with its ledger. Gives the number of buckets that were written. */
const ours = async (names: readonly string[], table: string): Promise<number> => {
  const wanted: WantedBucket[] = names.map((bucket) => ({ bucket, deployment: 'bench', rules, versioned: false }))
  const outcomes = await reconcile(wanted, {
    buckets: awsBuckets(),
    ledger: dynamoLedger(table),
    publish: async () => undefined,
    now: new Date(),
    config: 'bench',
    event: { reason: 'command' },
    remainingMs: () => Number.POSITIVE_INFINITY,
  })
  const failed = outcomes.find(({ outcome }) => outcome === 'failed')
  if (failed) throw new Error(`${failed.bucket}: ${failed.reason}`)
  return outcomes.filter(({ outcome }) => outcome === 'changed').length
}

interface Pass {
  readonly ms: number
  readonly writes: number
}

const pass = async (act: () => Promise<number>): Promise<Pass> => {
  let writes = 0
  const ms = await timed(async () => {
    writes = await act()
  })
  return { ms, writes }
}

/** Of the time that the bare loop takes, which keeps no record. */
const slowest = 1.3

const rowOf = (what: string, own: Pass, bare: Pass, wanted: number): BenchRow => ({
  what: `reconcile ${count.toLocaleString('en')} buckets, ${what}`,
  ours: `${duration(own.ms)}, ${own.writes} written`,
  reference: `${duration(bare.ms)} bare loop without a ledger, ${bare.writes} written`,
  ratio: own.ms / bare.ms,
  mark: `${wanted} written, ≤${slowest}×`,
  met: own.writes === wanted && own.ms / bare.ms <= slowest,
})

const memoryMark = 256 * 1024 ** 2

/** Buckets by selection, in a process of its own, call by call of the function's time, and once more. */
const measureCalls = async (many: number, report: (text: string) => void): Promise<BenchRow[]> => {
  report(`${many.toLocaleString('en')} buckets in a process of its own, S3 answering after 30 and 60 ms`)
  const stub = await startStub(many)
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...asOnLambda, fileURLToPath(new URL('lifecycle/calls.ts', import.meta.url))],
      {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: stub.endpoint,
          AWS_REGION: config.region,
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'b',
        },
      },
    )
    const { first, second, p95, peak, processor } = JSON.parse(stdout) as Record<'first' | 'second', number[]> &
      Record<'p95' | 'peak' | 'processor', number>
    const text = (calls: readonly number[]): string => calls.map((each) => `${each.toFixed(0)} s`).join(' + ')
    const what = `reconcile ${many.toLocaleString('en')} buckets by selection`
    const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`
    return [
      {
        what: `${what}, memory`,
        ours: `p95 ${mebibytes(p95)}, ${mebibytes(peak)} at most`,
        mark: `p95 ≤ ${mebibytes(memoryMark)}`,
        met: p95 <= memoryMark,
      },
      {
        what: `${what}, calls of the function (5 min)`,
        ours: `first ${text(first)}, then ${text(second)}; ${processor.toFixed(0)} s of a processor, ${stub.puts()} written`,
        mark: `${many} written, none left`,
        met: stub.puts() === many,
      },
    ]
  } finally {
    stub.stop()
  }
}

/** Our reconcile and a bare loop, each over its own thousand buckets of the emulator; then both once more. */
export const run: Bench['run'] = async (report) => [
  ...(await againstLoop(report)),
  ...(await measureCalls(1_000, report)),
  ...(await measureCalls(10_000, report)),
]

const againstLoop: Bench['run'] = (report) =>
  withEmulator(config.region, report, async () => {
    const s3 = new S3Client(clientOptions)
    const [mine, theirs] = [namesOf('ours'), namesOf('bare')]
    await makeLedgerTable(new DynamoDBClient(clientOptions))
    await makeBuckets(s3, [...mine, ...theirs])
    report(`${2 * count} buckets made; every tenth has a rule of somebody else`)
    const rows: BenchRow[] = []
    for (const [what, wanted] of [
      ['first run', count],
      ['second run', 0],
    ] as const) {
      const bare = await pass(() => bareLoop(s3, theirs))
      const own = await pass(() => ours(mine, 'ledger'))
      report(`${what}: ${duration(own.ms)} against ${duration(bare.ms)}`)
      rows.push(rowOf(what, own, bare, wanted))
    }
    s3.destroy()
    return rows
  })
