import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateClusterCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { SSMClient } from '@aws-sdk/client-ssm'
import sharp from 'sharp'
import { react } from '../../functions/alerts/engine/react.ts'
import { sendWith, toolsOf } from '../../functions/alerts/world/effects.ts'
import type { Verdict } from '../../functions/jobs/diagnosis/diagnosis.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { sweep } from '../../functions/jobs/engine/sweep.ts'
import { emptyRun } from '../../functions/jobs/rules/run.ts'
import { awsTasks } from '../../functions/jobs/world/effects.ts'
import { answerChange } from '../../functions/thumbnails/engine/answer.ts'
import { pictures } from '../../functions/thumbnails/engine/pictures.ts'
import { stopDecoder } from '../../functions/thumbnails/world/decoder.ts'
import { awsEffects } from '../../functions/thumbnails/world/effects.ts'
import { emulatorAccount } from '../../local/emulator.ts'
import { lostAnswer } from '../../local/faults/any-service.ts'
import { requestLimitExceeded, throughputExceeded, transactionCancelled } from '../../local/faults/dynamodb.ts'
import { ecsAsOnAws, noRoom, stopIgnored } from '../../local/faults/ecs.ts'
import { type FaultLayer, startFaultLayer } from '../../local/faults/proxy.ts'
import { type Rule, sometimes, times } from '../../local/faults/rule.ts'
import { conditionalConflict, slowDown } from '../../local/faults/s3.ts'
import { configurationSetDenied } from '../../local/faults/ses.ts'
import { numberRefused, optedOut } from '../../local/faults/sns.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { isPermanentAwsError } from '../../shared/errors.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import type { Signal } from '../../shared/signals.ts'
import { clientOf } from '../unit/alerts/clients.ts'
import { alarmOf, later, makeWorld } from '../unit/alerts/scene.ts'
import { makeJob } from '../unit/jobs/world.ts'
import { recipesFor } from '../unit/thumbnails/fake-store.ts'
import { useEmulator } from './emulator.ts'

// What AWS does and the emulator does not, met by the unchanged engines and SDK clients through the fault layer.
const emulator = useEmulator()
let layer: FaultLayer

beforeAll(async () => {
  layer = await startFaultLayer({ endpoint: emulator.endpoint, account: emulatorAccount })
})
beforeEach(() => layer.set())
afterAll(async () => {
  await layer.stop()
  stopDecoder()
})

/** As many tries as in production, unless a test is about what comes after them. */
const through = (maxAttempts = 5) => ({ ...emulator.client, endpoint: layer.endpoint, maxAttempts })

/** A table of its own, made beside the layer and used through it. */
const makeLedger = async () => {
  const table = await makeLedgerTable(new DynamoDBClient(emulator.client), `ledger-${randomUUID()}`)
  return dynamoLedger(table, new DynamoDBClient(through()))
}

describe('jobs', () => {
  const cluster = 'jobs'
  // Once a year, so that no firing of its own comes between.
  const job = makeJob({ schedule: 'cron(0 0 1 1 ? *)', overlap: 'forbid', runTimeout: 300 })
  // The emulator says when a task started by its own clock.
  const firingAt = new Date(Math.floor(Date.now() / 1000) * 1000)

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

  /** A job of its own at ECS, whose calls go through the layer with so many tries each. */
  const makeScene = async (maxAttempts?: number) => {
    const name = `nightly-${randomUUID().slice(0, 8)}`
    const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: true }
    const ledger = await makeLedger()
    const signals: Signal[] = []
    const tasks = awsTasks({ cluster, network }, new ECSClient(through(maxAttempts)))
    return {
      name,
      tasks,
      signals,
      firing: { job: name, scheduledAt: firingAt },
      run: async () => (await ledger.lastChildren<RunRecord>(`run#${name}`, 1))[0],
      started: async () => {
        const all = await Promise.all(
          (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
            new ECSClient(emulator.client).send(new ListTasksCommand({ cluster, desiredStatus })),
          ),
        )
        const arns = all.flatMap(({ taskArns = [] }) => taskArns)
        const found = await Promise.all(
          Array.from({ length: Math.ceil(arns.length / 100) }, (_, page) =>
            tasks.describe(arns.slice(page * 100, page * 100 + 100)),
          ),
        )
        return found.flat().filter(({ startedBy }) => startedBy?.includes(name))
      },
      at: (seconds: number, callId: string) => ({
        ledger,
        tasks,
        wake: async () => undefined,
        refine: async (verdict: Verdict) => verdict,
        jobs: { [name]: job },
        version: 'v1',
        callId,
        now: new Date(firingAt.getTime() + seconds * 1000),
        publish: async (signal: Signal) => {
          signals.push(signal)
        },
      }),
    }
  }

  test('ECS refuses startedBy beside another filter, and a run finds its task all the same, running or stopped', async () => {
    layer.set(...ecsAsOnAws())
    const ecs = new ECSClient(through())
    await expect(
      ecs.send(new ListTasksCommand({ cluster, startedBy: 'a', desiredStatus: 'STOPPED' })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    const { tasks, name } = await makeScene()
    const run = { ...emptyRun({ job: name, scheduledAt: firingAt }, 'v1'), attempt: 1 }
    const started = await tasks.start(run, job)
    if (!('taskArn' in started)) throw new Error('no task')
    const before = layer.recorder.calls.length
    expect(await tasks.find(run, 'shop-nightly')).toBe(started.taskArn)
    await ecs.send(new StopTaskCommand({ cluster, task: started.taskArn }))
    expect(await tasks.find(run, 'shop-nightly')).toBe(started.taskArn)
    const lists = layer.recorder.calls.slice(before).filter(({ action }) => action === 'ListTasks')
    expect(lists.length).toBeGreaterThanOrEqual(3)
    expect(lists.filter(({ rule }) => rule !== undefined)).toEqual([])
  })

  test('RunTask whose answer is lost is one task: by the token where the SDK tries again', async () => {
    layer.set(times(1, lostAnswer({ action: 'RunTask' })), ...ecsAsOnAws())
    const scene = await makeScene()
    expect(await startRun(scene.firing, scene.at(5, 'first'))).toMatchObject({ state: 'running' })
    expect(await scene.started()).toHaveLength(1)
    expect(
      layer.recorder
        .of('ecs:RunTask')
        .slice(-2)
        .map(({ rule }) => rule),
    ).toEqual(['answer lost: any service RunTask', 'ecs: client tokens'])
  })

  test('RunTask of which no try is answered is one task: the next call finds it', async () => {
    layer.set(lostAnswer({ action: 'RunTask' }), ...ecsAsOnAws())
    const scene = await makeScene(1)
    await expect(startRun(scene.firing, scene.at(5, 'first'))).rejects.toThrow()
    expect(await scene.run()).toMatchObject({ state: 'starting' })
    layer.set(...ecsAsOnAws())
    const [task] = await scene.started()
    expect(await startRun(scene.firing, scene.at(65, 'second'))).toMatchObject({
      state: 'running',
      taskArn: task?.taskArn,
    })
    expect(await scene.started()).toHaveLength(1)
  })

  test('a start for which ECS has no room ends with the reason that ECS gave', async () => {
    layer.set(noRoom('RESOURCE:FARGATE', 'Capacity is unavailable at this time'))
    const scene = await makeScene()
    expect(await startRun(scene.firing, scene.at(5, 'first'))).toMatchObject({
      state: 'failed',
      explanation: expect.stringContaining('Capacity is unavailable at this time'),
    })
    expect(await scene.started()).toEqual([])
  })

  test('a stop that ECS accepts and does not act on is asked again each minute, reported, and over when it acts', async () => {
    let acts = false
    layer.set(
      stopIgnored(() => acts),
      ...ecsAsOnAws(),
    )
    const scene = await makeScene()
    await startRun(scene.firing, scene.at(5, 'first'))
    const before = layer.recorder.of('ecs:StopTask').length
    for (let minute = 10; minute <= 30; minute++) await sweep(scene.at(minute * 60, `sweep ${minute}`))
    const asked = layer.recorder.of('ecs:StopTask').length - before
    expect(asked).toBeGreaterThanOrEqual(10)
    expect(await scene.run()).toMatchObject({ state: 'running', stop: { why: expect.stringMatching(/timeout/) } })
    expect(scene.signals.filter(({ name }) => name === 'run.hanging')).toHaveLength(1)
    // Meanwhile the lease is held: no other run starts beside the task that lives.
    const next = { ...scene.firing, scheduledAt: new Date(firingAt.getTime() + 1_860_000) }
    expect(await startRun(next, scene.at(1_865, 'next'))).toMatchObject({ state: 'forbidden' })
    acts = true
    for (const second of [1_920, 1_980]) await sweep(scene.at(second, `sweep ${second}`))
    const [task] = await scene.started()
    expect(task).toMatchObject({ lastStatus: 'STOPPED' })
    expect(
      (await scene.at(0, '').ledger.lastChildren<RunRecord>(`run#${scene.name}`, 9)).map(({ state }) => state),
    ).toContain('failed')
  }, 20_000)
})

describe('alerts', () => {
  const read = async (what: string): Promise<string> =>
    (await fetch(`${emulator.endpoint}/_ministack/${what}`, { signal: AbortSignal.timeout(5_000) })).text()
  const count = (text: string, part: string): number => text.split(part).length - 1

  const makeScene = async () => {
    const [sns, ses, ssm] = [new SNSClient(through()), new SESv2Client(through()), new SSMClient(through())]
    const { TopicArn = '' } = await new SNSClient(emulator.client).send(new CreateTopicCommand({ Name: 'fallback' }))
    const identity = new CreateEmailIdentityCommand({ EmailIdentity: 'corner-shop.example' })
    await new SESv2Client(emulator.client).send(identity).catch(() => undefined)
    const scene = makeWorld({ ledger: await makeLedger() })
    const sendNow = sendWith(scene.world(later(0)).config, toolsOf(TopicArn, { ssm, client: clientOf([sns, ses]) }))
    // The scene's clock stands in the past, where the lease of a message is long over.
    const send: typeof sendNow = (to, message) => sendNow(to, message)
    return {
      ...scene,
      /** An alarm, delivered again by the platform until a call goes through. */
      alarm: async (name: string, seconds: number): Promise<number> => {
        for (let tries = 1; ; tries++)
          try {
            // A call that is made again has the id of the first.
            await react(alarmOf(name, 'ALARM', seconds), scene.world(later(seconds), { send, callId: name }))
            return tries
          } catch (error) {
            if (tries === 30 || isPermanentAwsError(error)) throw error
          }
      },
    }
  }

  test('a person who opted out is not told by SMS, though SNS accepts it, and is by email', async () => {
    layer.set(optedOut('+12025550101'))
    const scene = await makeScene()
    const name = randomUUID()
    await scene.alarm(name, 0)
    expect(await read('sns/sms-messages')).not.toContain(name)
    expect(await read('ses/messages')).toContain(name)
    expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
  })

  test('a number that SNS refuses fails for good, and the email goes', async () => {
    layer.set(numberRefused('+12025550101'))
    const scene = await makeScene()
    const name = randomUUID()
    expect(await scene.alarm(name, 0)).toBe(1)
    expect(await read('ses/messages')).toContain(name)
    expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms failed'])
  })

  test('a role that may not use the configuration set fails the email for good, and the SMS goes', async () => {
    layer.set(configurationSetDenied())
    const scene = await makeScene()
    const name = randomUUID()
    await scene.alarm(name, 0)
    expect(await read('sns/sms-messages')).toContain(name)
    expect(await scene.outcomes()).toEqual(['page mina email failed', 'page mina sms accepted'])
  })

  test('a storm on a table that throttles, cancels and loses answers loses nothing and doubles nothing', async () => {
    const rough: Rule[] = [
      sometimes(0.2, throughputExceeded(), 1),
      sometimes(0.1, requestLimitExceeded(), 2),
      sometimes(0.2, transactionCancelled('TransactionConflict'), 3),
      sometimes(0.1, transactionCancelled('ProvisionedThroughputExceeded'), 4),
      sometimes(0.1, lostAnswer({ service: 'dynamodb', action: 'TransactWriteItems' }), 5),
    ]
    layer.set(...rough)
    const scene = await makeScene()
    const run = randomUUID().slice(0, 8)
    const names = Array.from({ length: 8 }, (_, index) => `${run}-${index}`)
    const before = layer.recorder.calls.length
    await Promise.all(names.map((name, index) => scene.alarm(name, index)))
    const met = layer.recorder.calls.slice(before).filter(({ rule }) => rule !== undefined)
    expect(new Set(met.map(({ rule }) => rule)).size).toBe(rough.length)
    layer.set()
    // What waits for one person goes out in digests.
    for (let minute = 1; minute <= 5; minute++) await scene.sweep(later(minute * 60))
    expect((await scene.incidents()).map(({ alarm }) => alarm).toSorted()).toEqual(names.toSorted())
    expect(await scene.ledger.open('notification')).toEqual([])
    const texts = await read('sns/sms-messages')
    expect(count(texts, names[0] ?? '')).toBeLessThanOrEqual(2)
  }, 60_000)
})

test('thumbnails are made though S3 asks for less and another write is in the way', async () => {
  layer.set(sometimes(0.3, slowDown(), 9), times(2, conditionalConflict()))
  const [uploads, thumbnails] = ['faults-uploads', 'faults-thumbnails']
  const direct = new S3Client(emulator.client)
  for (const Bucket of [uploads, thumbnails]) await direct.send(new CreateBucketCommand({ Bucket }))
  const Body = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c04020' } })
    .jpeg()
    .toBuffer()
  await direct.send(new PutObjectCommand({ Bucket: uploads, Key: 'bread.jpg', Body }))
  const means = {
    config: { maxMegabytes: 40, version: 'c0ffee' },
    recipes: recipesFor(),
    uploads,
    effects: awsEffects(thumbnails, new S3Client(through())),
    pictures,
    ledger: await makeLedger(),
    afterRefusal: async () => {},
  }
  const call = { now: new Date('2026-11-21T00:00:00Z'), remainingMs: () => 60_000 }
  const before = layer.recorder.calls.length
  await answerChange({ bucket: uploads, key: 'bread.jpg' }, means, call)
  const met = layer.recorder.calls.slice(before).flatMap(({ rule }) => rule ?? [])
  expect(met).toEqual(expect.arrayContaining(['s3: slow down', 's3: conditional conflict']))
  const { Contents = [] } = await direct.send(new ListObjectsV2Command({ Bucket: thumbnails }))
  expect(Contents.length).toBeGreaterThan(0)
}, 60_000)
