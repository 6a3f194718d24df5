import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand, StopTaskCommand } from '@aws-sdk/client-ecs'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { Handler } from 'aws-lambda'
import type { Verdict } from '../../functions/jobs/diagnosis/diagnosis.ts'
import { bundle } from '../../infra/constructs/bundle.ts'
import { digestOf } from '../../infra/functions/jobs/slice.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { alertsSchema } from '../../shared/config/alerts/schema.ts'
import { jobDigestSchema, jobsSchema } from '../../shared/config/jobs/schema.ts'
import { logStreamOf, taskPlaceOf } from '../../shared/jobs/task-place.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import type { Signal } from '../../shared/signals.ts'
import { makeJob } from '../unit/jobs/world.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()
const cluster = 'jobs'
const firingAt = new Date('2026-11-21T02:30:00Z')
const nightly = makeJob()
const jobs = { nightly }

const load = async () => ({
  ...(await import('../../functions/jobs/world/effects.ts')),
  ...(await import('../../functions/jobs/rules/run.ts')),
  ...(await import('../../functions/jobs/engine/start.ts')),
  ...(await import('../../functions/jobs/engine/sweep.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
})

const tasksOf = async () => {
  const { awsTasks } = await load()
  return awsTasks({ cluster, network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: true } })
}

beforeAll(async () => {
  const ecs = new ECSClient(emulator.client)
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'shop-nightly',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'main', image: 'busybox', essential: true }],
    }),
  )
})

const runOf = async (second: number): Promise<RunRecord> => {
  const { emptyRun } = await load()
  const scheduledAt = new Date(firingAt.getTime() + second * 1000)
  return { ...emptyRun({ job: 'nightly', scheduledAt, command: ['sh', '-c', 'exit 3'] }, 'v1'), attempt: 1 }
}

test('a task is started for its run, and found by it, running or stopped', async () => {
  const tasks = await tasksOf()
  const run = await runOf(0)
  expect(await tasks.find(run)).toBeUndefined()
  const started = await tasks.start(run, nightly)
  if (!('taskArn' in started)) throw new Error('no task')
  expect(await tasks.find(run)).toBe(started.taskArn)
  const { startedBy } = await load()
  expect(await tasks.describe([started.taskArn])).toMatchObject([
    { taskArn: started.taskArn, startedBy: startedBy(run) },
  ])
  await new ECSClient(emulator.client).send(new StopTaskCommand({ cluster, task: started.taskArn, reason: 'test' }))
  expect(await tasks.find(run)).toBe(started.taskArn)
  expect(await tasks.describe([started.taskArn])).toMatchObject([{ lastStatus: 'STOPPED', version: -1 }])
})

test('a task is stopped with a reason that ECS keeps, and the last lines of its log are read', async () => {
  const tasks = await tasksOf()
  const started = await tasks.start(await runOf(9), nightly)
  if (!('taskArn' in started)) throw new Error('no task')
  await tasks.stop(started.taskArn, 'It ran longer than its limit')
  await tasks.stop(started.taskArn, 'It ran longer than its limit')
  expect(await tasks.describe([started.taskArn])).toMatchObject([
    { lastStatus: 'STOPPED', stoppedReason: 'It ran longer than its limit' },
  ])

  await expect(tasks.logTail(nightly, started.taskArn, 2)).rejects.toThrow()
  const logs = new CloudWatchLogsClient(emulator.client)
  const logGroupName = nightly.log?.group
  const logStreamName = `nightly/main/${started.taskArn.split('/').at(-1)}`
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  const logEvents = ['one', 'two', 'three'].map((message, index) => ({ message, timestamp: Date.now() - 100 + index }))
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
  expect(await tasks.logTail(nightly, started.taskArn, 2)).toEqual(['two', 'three'])
})

test('a log is followed from before its first line until its run is over, each line once and within three seconds', async () => {
  const { readWholeLog, plainLines } = await import('../../api/jobs/whole-log.ts')
  const { readTaskLog } = await import('../../api/jobs/log.ts')
  const { memoryLedger } = await import('../../shared/ledger/memory-ledger.ts')
  const taskArn = 'arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/followed'
  const run: RunRecord = { ...(await runOf(20)), state: 'running', taskArn }
  const ledger = memoryLedger()
  const ended: RunRecord = { ...run, state: 'succeeded', open: undefined }
  await ledger.commit([{ item: run, expect: 'absent' }], firingAt)
  const logs = new CloudWatchLogsClient(emulator.client)
  const deployment = {
    config: { name: 'shop', jobs: { nightly: {} } },
    ledger: () => ledger,
    connect: () => logs,
  } as unknown as Parameters<typeof readWholeLog>[0]
  const { log, container } = taskPlaceOf('shop', 'nightly', {} as never)
  if (!log) throw new Error('no log')
  const logGroupName = log.group
  const logStreamName = logStreamOf({ log, container }, taskArn)
  const written = new Map<string, number>()
  let clock = Date.now() - 60_000
  const put = async (...texts: string[]): Promise<void> => {
    const logEvents = texts.map((message) => {
      clock += 1
      return { message, timestamp: clock }
    })
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
    for (const text of texts) written.set(text, Date.now())
  }
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`)
  const steps: (() => Promise<unknown>)[] = [
    // No group, then no stream yet.
    async () => undefined,
    () => logs.send(new CreateLogGroupCommand({ logGroupName })),
    () => logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })),
    () => put('\u001b[31mred\u001b[0m'),
    () => put(...lines.slice(0, 150)),
    () => put(...lines.slice(150)),
    () => ledger.commit([{ item: ended, expect: 1 }], firingAt),
    () => put('the last'),
  ]
  const read: string[] = []
  let longest = 0
  await readWholeLog(deployment, {
    job: 'nightly',
    follow: true,
    write: ({ text }) => {
      read.push(...plainLines(text))
      longest = Math.max(longest, Date.now() - (written.get(text) ?? Date.now()))
    },
    wait: async () => {
      await steps.shift()?.()
    },
  })
  expect(read).toEqual(['red', ...lines, 'the last'])
  expect(longest).toBeLessThan(3_000)
  const last = await readTaskLog(deployment, 'nightly', taskArn)
  expect(last && 'lines' in last ? last.lines.length : last).toBe(200)
})

test('tasks that ECS does not know are left out, and nothing is asked about none', async () => {
  const tasks = await tasksOf()
  expect(await tasks.describe([])).toEqual([])
  expect(await tasks.describe(['arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/0123'])).toEqual([])
})

test('a start that crashed after RunTask goes on with its task, though the emulator knows no token', async () => {
  const { dynamoLedger, startRun, sweep } = await load()
  const ledger = dynamoLedger(await makeLedgerTable(new DynamoDBClient(emulator.client)))
  const tasks = await tasksOf()
  const signals: Signal[] = []
  const at = (seconds: number, callId: string) => ({
    ledger,
    tasks,
    wake: async () => undefined,
    refine: async (verdict: Verdict) => verdict,
    jobs,
    version: 'v1',
    callId,
    now: new Date(firingAt.getTime() + seconds * 1000),
    publish: async (signal: Signal) => {
      signals.push(signal)
    },
  })
  const firing = { job: 'nightly', scheduledAt: new Date(firingAt.getTime() + 3_000) }
  const started: string[] = []
  const start = async (run: RunRecord) => {
    const answer = await tasks.start(run, nightly)
    if ('taskArn' in answer) started.push(answer.taskArn)
    throw new Error('the answer was lost')
  }
  await expect(startRun(firing, { ...at(5, 'first'), tasks: { ...tasks, start } })).rejects.toThrow('lost')
  expect(await startRun(firing, at(65, 'first'))).toMatchObject({ state: 'running', taskArn: started[0] })
  await new ECSClient(emulator.client).send(new StopTaskCommand({ cluster, task: started[0], reason: 'test' }))
  await sweep(at(600, 'sweep'))
  const [run] = await ledger.lastChildren<RunRecord>('run#nightly', 1)
  expect(run?.state).toMatch(/failed|succeeded/)
  expect(await ledger.open('run')).toEqual([])
  expect(signals).toHaveLength(run?.state === 'failed' ? 1 : 0)
})

describe('the digest of the morning, by the functions that are deployed', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-digest-'))
  afterAll(() => rmSync(outdir, { recursive: true }))

  /** A function as it is deployed, called as Lambda calls it. */
  const functionOf = async (entry: string, config: object, environment: Readonly<Record<string, string>>) => {
    const target = { architecture: Architecture.X86_64, os: 'linux' }
    const folder = bundle({ entry, config, packages: [], target, outdir })
    Object.assign(process.env, environment)
    const { handler } = (await import(join(folder, 'index.mjs'))) as { readonly handler: Handler }
    let calls = 0
    return async (event: unknown): Promise<void> => {
      calls += 1
      const context = { awsRequestId: `${entry}-${calls}`, functionName: entry, getRemainingTimeInMillis: () => 60_000 }
      await handler(event, context as unknown as Parameters<Handler>[1], () => undefined)
    }
  }

  interface Email {
    readonly To: readonly string[]
    readonly Subject: string
    readonly BodyText: string
  }

  const emails = async (): Promise<Email[]> => {
    const answer = await fetch(`${emulator.endpoint}/_ministack/ses/messages`, { signal: AbortSignal.timeout(5_000) })
    const { messages } = (await answer.json()) as { readonly messages: Readonly<Record<string, readonly Email[]>> }
    return Object.values(messages).flat()
  }

  test('the sweep hands it over once, and each of its people gets one email in their language', async () => {
    const [events, sqs, dynamo] = [
      new EventBridgeClient(emulator.client),
      new SQSClient(emulator.client),
      new DynamoDBClient(emulator.client),
    ]
    const identity = new CreateEmailIdentityCommand({ EmailIdentity: 'corner-shop.example' })
    await new SESv2Client(emulator.client).send(identity)
    await events.send(new CreateEventBusCommand({ Name: 'signals' }))
    await events.send(
      new PutRuleCommand({ Name: 'all', EventBusName: 'signals', EventPattern: '{"source":["nightshift"]}' }),
    )
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'signals' }))
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    const Targets = [{ Id: 'queue', Arn: Attributes.QueueArn }]
    await events.send(new PutTargetsCommand({ Rule: 'all', EventBusName: 'signals', Targets }))
    const LEDGER_TABLE = await makeLedgerTable(dynamo, 'digest')

    const now = Date.now()
    const ago = (minutes: number): string => `${new Date(now - minutes * 60_000).toISOString().slice(0, 19)}Z`
    const { dynamoLedger } = await load()
    const ledger = dynamoLedger(LEDGER_TABLE, dynamo)
    const ended = async (scheduledAt: string, from: number, minutes: number, more: Partial<RunRecord>) => {
      const { emptyRun } = await load()
      const run = { ...emptyRun({ job: 'nightly', scheduledAt: new Date(scheduledAt) }, 'v1'), open: undefined }
      const item = { ...run, attempt: 1, startedAt: ago(from), stoppedAt: ago(from - minutes), ...more }
      await ledger.commit([{ item, expect: 'absent' }], new Date(now))
    }
    const failed = { state: 'failed', cause: 'application-error', exitCode: 3 } as const
    await ended(ago(300), 300, 12, { state: 'succeeded', cause: 'succeeded' })
    await ended(ago(200), 200, 10, failed)
    // Of an old firing that a person tried again, and of a day that the digest is not about.
    await ended('2026-08-01T02:30:00Z', 100, 10, failed)
    await ended(ago(5 * 1_440), 5 * 1_440, 10, failed)
    const change = { pk: 'change#jobs#nightly', sk: ago(101), kind: 'change', at: ago(101) }
    const retried = { ...change, capability: 'jobs', target: 'nightly', scheduledAt: '2026-08-01T02:30:00Z' }
    await ledger.commit([{ item: retried, expect: 'absent' }], new Date(now))

    const config = jobsSchema.parse({ nightly: { schedule: 'cron(30 2 * * ? *)', image: 'busybox:1.37' } })
    // The sweep's clock is the real one.
    const digest = jobDigestSchema.parse({ at: ago(2).slice(11, 16), to: ['mina', 'hana', 'joon'] })
    const sweep = await functionOf(
      'functions/jobs/on-minute.ts',
      { version: 'v1', jobs, digest: digestOf(digest, config) },
      {
        LEDGER_TABLE,
        SIGNAL_BUS: 'signals',
        RUN_TIMERS_QUEUE: QueueUrl,
        LOOK_FUNCTION: 'look',
        CLUSTER: cluster,
        SUBNETS: 'subnet-1',
        SECURITY_GROUPS: 'sg-1',
        ASSIGN_PUBLIC_IP: 'true',
      },
    )
    const alerts = alertsSchema.parse({
      emailFrom: 'nightshift@corner-shop.example',
      responders: {
        mina: { email: 'mina@corner-shop.example' },
        hana: { email: 'hana@corner-shop.example', language: 'ko' },
        joon: { sms: '+12025550102' },
      },
      rotations: { primary: { zone: 'UTC', every: 'week', from: '2026-01-05', responders: ['mina'] } },
      onCall: 'primary',
      fallback: ['joon'],
    })
    const hear = await functionOf(
      'functions/alerts/on-alarm.ts',
      { ...alerts, version: 'v1' },
      { LEDGER_TABLE, FALLBACK_TOPIC: `arn:aws:sns:${emulator.client.region}:000000000000:f`, TIMERS_QUEUE: QueueUrl },
    )

    await sweep({})
    await sweep({})
    const received: string[] = []
    while (received.length < 3) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
      if (Messages.length === 0) break
      for (const { Body = '', ReceiptHandle } of Messages) {
        received.push(Body)
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      }
    }
    // EventBridge may deliver twice. One who has no email gets nothing, and nobody is called for it.
    for (const event of [...received, ...received]) await hear(JSON.parse(event))
    expect(received).toHaveLength(3)
    const [mina, hana, ...others] = await emails()
    expect(others).toEqual([])
    expect(mina).toMatchObject({ To: ['mina@corner-shop.example'], Subject: 'Jobs: 2 failed, 1 succeeded' })
    expect(mina?.BodyText).toContain('FAILED\nnightly, 2 times, last ')
    // 12, 10 and 10 minutes of a quarter of a vCPU and 512 MiB: 32 × (0.25 × 0.04048 + 0.5 × 0.004445) / 60 dollars.
    expect(mina?.BodyText).toContain('RAN\nnightly: 1 succeeded, 2 failed, 32 minutes, $0.0066')
    expect(hana).toMatchObject({ To: ['hana@corner-shop.example'], Subject: '작업: 실패 2건, 성공 1건' })
    expect(hana?.BodyText).toContain('실행됨\nnightly: 성공 1건, 실패 2건, 32분, $0.0066')
    // `jobs digest` says the same, in either language.
    const { readJobDigest } = await import('../../api/jobs/digest.ts')
    const deployment = { config: { jobs: config, jobDigest: digest }, ledger: () => ledger, now: () => new Date() }
    for (const [language, email] of [['en', mina] as const, ['ko', hana] as const]) {
      const row = await readJobDigest(deployment as never, { zone: 'UTC', language })
      expect(email?.Subject).toBe(row.title)
      expect(email?.BodyText).toContain(row.body)
    }
  }, 60_000)
})
