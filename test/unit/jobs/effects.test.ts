import { ConflictException, ECSClient, ListTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { mockClient } from 'aws-sdk-client-mock'
import { awsTasks } from '../../../functions/jobs/effects.ts'
import { emptyRun } from '../../../functions/jobs/run.ts'
import { firing } from './desk.ts'

const placement = {
  cluster: 'jobs',
  familyPrefix: 'shop-',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
  assignPublicIp: false,
}
const run = { ...emptyRun(firing, 'v1'), attempt: 1 }
const ecs = mockClient(ECSClient)
const tasks = awsTasks(placement, new ECSClient({}))
beforeEach(() => ecs.reset())

const tokens = (): unknown[] => ecs.commandCalls(RunTaskCommand).map(({ args }) => args[0].input.clientToken)

test('one attempt has one token, and another attempt another', async () => {
  ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: 'arn' }] })
  await tasks.start(run)
  await tasks.start({ ...run, leaseBy: 'another call' })
  await tasks.start({ ...run, attempt: 2 })
  const [first, second, third] = tokens()
  expect(first).toMatch(/^\w{32,64}$/)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

test('an answer without a task says why', async () => {
  ecs.on(RunTaskCommand).resolves({ tasks: [], failures: [{ reason: 'AGENT' }] })
  expect(await tasks.start(run)).toEqual({ failure: { reason: 'AGENT', detail: undefined } })
})

test('a token that is known with other parameters names the task that there is', async () => {
  const conflict = (resourceIds: string[]) => new ConflictException({ message: 'x', $metadata: {}, resourceIds })
  ecs
    .on(RunTaskCommand)
    .rejectsOnce(conflict(['arn']))
    .rejects(conflict([]))
  expect(await tasks.start(run)).toEqual({ taskArn: 'arn' })
  await expect(tasks.start(run)).rejects.toThrow(ConflictException)
})

test('a task is looked for among those that run and those that stopped', async () => {
  ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['arn'] })
  ecs.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: [] })
  expect(await tasks.find(run)).toBe('arn')
})
