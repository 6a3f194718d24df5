import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand, StopTaskCommand } from '@aws-sdk/client-ecs'
import type { Verdict } from '../../functions/jobs/diagnosis/diagnosis.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
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
