import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  ConflictException,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { mockClient } from 'aws-sdk-client-mock'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import { awsTasks } from '../../../functions/jobs/world/effects.ts'
import { firing, nightly } from './world.ts'

const placement = {
  cluster: 'jobs',
  network: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: false },
}
const run = { ...emptyRun(firing, 'v1'), attempt: 1 }
const ecs = mockClient(ECSClient)
const tasks = awsTasks(placement, new ECSClient({}))
beforeEach(() => ecs.reset())

const tokens = (): unknown[] => ecs.commandCalls(RunTaskCommand).map(({ args }) => args[0].input.clientToken)

test('one attempt has one token, and another attempt another', async () => {
  ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: 'arn' }] })
  await tasks.start(run, nightly)
  await tasks.start({ ...run, leaseBy: 'another call' }, nightly)
  await tasks.start({ ...run, attempt: 2 }, nightly)
  const [first, second, third] = tokens()
  expect(first).toMatch(/^\w{32,64}$/)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

test('an answer without a task says why', async () => {
  ecs.on(RunTaskCommand).resolves({ tasks: [], failures: [{ reason: 'MISSING', arn: 'arn:cluster/jobs' }] })
  expect(await tasks.start(run, nightly)).toEqual({ failure: { reason: 'MISSING', arn: 'arn:cluster/jobs' } })
})

test('a token that is known with other parameters names the task that there is', async () => {
  const conflict = (resourceIds: string[]) => new ConflictException({ message: 'x', $metadata: {}, resourceIds })
  ecs
    .on(RunTaskCommand)
    .rejectsOnce(conflict(['arn']))
    .rejects(conflict([]))
  expect(await tasks.start(run, nightly)).toEqual({ taskArn: 'arn' })
  await expect(tasks.start(run, nightly)).rejects.toThrow(ConflictException)
})

describe('a task is looked for', () => {
  const own = 'nightshift/nightly/20261121T023000Z/1'
  const inputs = () => ecs.commandCalls(ListTasksCommand).map(({ args }) => args[0].input)

  test('among those that live, by startedBy alone, which ECS allows no other filter beside', async () => {
    ecs.on(ListTasksCommand).resolves({ taskArns: ['arn'] })
    expect(await tasks.find(run, 'shop-nightly')).toBe('arn')
    expect(inputs()).toEqual([{ cluster: 'jobs', startedBy: own }])
  })

  test('then among those of its family that stopped, over all pages', async () => {
    ecs.on(ListTasksCommand, { startedBy: own }).resolves({ taskArns: [] })
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['a'], nextToken: 'more' })
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED', nextToken: 'more' }).resolves({ taskArns: ['b'] })
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskArn: 'a', startedBy: `${own}1` },
        { taskArn: 'b', startedBy: own },
      ],
    })
    expect(await tasks.find(run, 'shop-nightly')).toBe('b')
    expect(inputs()[1]).toEqual({ cluster: 'jobs', family: 'shop-nightly', desiredStatus: 'STOPPED' })
    expect(ecs.commandCalls(DescribeTasksCommand)[0]?.args[0].input.tasks).toEqual(['a', 'b'])
    ecs.on(DescribeTasksCommand).resolves({ tasks: [] })
    expect(await tasks.find(run)).toBeUndefined()
  })
})

test("a task goes where its job says, with the job's overrides and what a person wants for this run alone", async () => {
  ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: 'arn' }] })
  const network = { subnets: ['subnet-9'], securityGroups: ['sg-9'], assignPublicIp: true }
  const job = {
    ...nightly,
    family: 'theirs',
    container: 'app',
    network,
    overrides: { environment: { A: '1', B: '1' } },
  }
  await tasks.start({ ...run, epoch: 7, command: ['true'], environment: { B: '2' }, cpu: 512, memory: 2048 }, job)
  await tasks.start(run, nightly)
  const [own, plain] = ecs.commandCalls(RunTaskCommand).map(({ args }) => args[0].input)
  expect(own).toMatchObject({
    taskDefinition: 'theirs',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-9'], assignPublicIp: 'ENABLED' } },
    overrides: { cpu: '512', memory: '2048', containerOverrides: [{ name: 'app', command: ['true'] }] },
  })
  const variables = own?.overrides?.containerOverrides?.[0]?.environment ?? []
  expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
    A: '1',
    B: '2',
    NIGHTSHIFT_JOB: 'nightly',
    NIGHTSHIFT_SCHEDULED_AT: '2026-11-21T02:30:00Z',
    NIGHTSHIFT_ATTEMPT: '1',
    NIGHTSHIFT_EPOCH: '7',
  })
  expect(plain).toMatchObject({ taskDefinition: 'shop-nightly', cluster: 'jobs' })
  expect(plain?.networkConfiguration?.awsvpcConfiguration).toMatchObject({
    subnets: ['subnet-1'],
    assignPublicIp: 'DISABLED',
  })
  expect(plain?.overrides?.containerOverrides?.[0]).not.toHaveProperty('command')
})

test('a task is described with its size, and stopped with the reason', async () => {
  ecs
    .on(DescribeTasksCommand)
    .resolves({ tasks: [{ taskArn: 'arn', cpu: '256', memory: '512', lastStatus: 'RUNNING' }] })
  ecs.on(StopTaskCommand).resolves({})
  expect(await tasks.describe(['arn'])).toMatchObject([{ taskArn: 'arn', cpu: 256, memory: 512, version: -1 }])
  expect(await tasks.describe([])).toEqual([])
  await tasks.stop('arn', 'too long')
  expect(ecs.commandCalls(StopTaskCommand).map(({ args }) => args[0].input)).toEqual([
    { cluster: 'jobs', task: 'arn', reason: 'too long' },
  ])
})

test('the end of a log is the end of the stream of the container of the task', async () => {
  const logs = mockClient(CloudWatchLogsClient)
  logs.on(GetLogEventsCommand).resolves({ events: [{ message: 'one' }, {}, { message: 'two' }] })
  expect(await tasks.logTail(nightly, 'arn:aws:ecs:eu-west-1:000000000000:task/jobs/abc', 10)).toEqual(['one', 'two'])
  expect(logs.commandCalls(GetLogEventsCommand)[0]?.args[0].input).toEqual({
    logGroupName: '/jobs/nightly',
    logStreamName: 'nightly/main/abc',
    limit: 10,
    startFromHead: false,
  })
  const { log: _, ...silent } = nightly
  expect(await tasks.logTail(silent, 'arn', 10)).toEqual([])
})
