import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs'
import { SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm'
import { openConnection, sessionRequest, taskFault } from '../../../api/connect.ts'
import { sessions } from '../../../local/faults/ssm-sessions.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { wire } from '../local/faults/wire.ts'
import { fakeDeployment } from './deployment.ts'

const id = '0123456789abcdef0123456789abcdef'
const taskArn = `arn:aws:ecs:ap-northeast-2:123456789012:task/shop-access/${id}`
const outputs = { ConnectCluster: 'shop-access', ConnectService: 'shop-access', ConnectHost: 'db.example' }
const ready: Task = {
  taskArn,
  lastStatus: 'RUNNING',
  containers: [
    { runtimeId: `${id}-1234567890`, managedAgents: [{ name: 'ExecuteCommandAgent', lastStatus: 'RUNNING' }] },
  ],
}
const starting = { taskArn, lastStatus: 'PENDING', containers: [] }
const where = { cluster: 'shop-access', host: 'db.example', port: 5432, localPort: 15_432 }
const configWith = (connect: boolean) =>
  parseConfig(
    { ...example, estate: { ...example.estate, network: {}, access: { connect } } },
    new Date('2026-11-30T00:00:00Z'),
  )

/** A deployment whose ECS tells of a task in these states, one after the other, and whose Session Manager is AWS's rules. */
const scene = (states: readonly object[], { connect = true, run = { tasks: [{ taskArn }] } as object } = {}) => {
  const left = [...states]
  const asked: { readonly name: string; readonly input: object }[] = []
  const answers: Readonly<Record<string, () => object>> = {
    [DescribeServicesCommand.name]: () => ({
      services: [
        {
          taskDefinition: 'shop-access:3',
          networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
        },
      ],
    }),
    [RunTaskCommand.name]: () => run,
    [DescribeTasksCommand.name]: () => ({ tasks: [left.length > 1 ? left.shift() : left[0]] }),
    [StopTaskCommand.name]: () => ({}),
  }
  const ecs = {
    send: async (command: unknown) => {
      const { constructor: made, input } = command as { constructor: { name: string }; input: object }
      asked.push({ name: made.name, input })
      return answers[made.name]?.()
    },
  }
  const { calls, client } = wire([sessions()])
  const ssm = new SSMClient(client)
  const deployment = fakeDeployment({
    config: configWith(connect),
    outputs,
    clients: { ECSClient: ecs, SSMClient: { send: (command) => ssm.send(command as never) } },
  })
  const pauses: number[] = []
  const open = () =>
    openConnection(deployment, {
      localPort: 15_432,
      pause: async (ms) => {
        pauses.push(ms)
      },
    })
  return { open, asked, calls, pauses, named: (name: string) => asked.filter((each) => each.name === name) }
}

test('a request as AWS wants it, once the agent in the task runs', () => {
  expect(sessionRequest(ready, where)).toEqual({
    Target: `ecs:shop-access_${id}_${id}-1234567890`,
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Reason: 'nightshift connect',
    Parameters: { host: ['db.example'], portNumber: ['5432'], localPortNumber: ['15432'] },
  })
  expect(sessionRequest(starting, where)).toBeUndefined()
  const agentless: Task['containers'] = [{ managedAgents: [{ name: 'ExecuteCommandAgent', lastStatus: 'PENDING' }] }]
  expect(sessionRequest({ taskArn, containers: agentless }, where)).toBeUndefined()
})

test('a task is started where the service says, is waited for, and a session that AWS would take is opened', async () => {
  const { open, named, calls, pauses } = scene([starting, starting, ready])
  const connection = await open()
  expect(named('RunTaskCommand')).toMatchObject([
    {
      input: {
        enableExecuteCommand: true,
        launchType: 'FARGATE',
        taskDefinition: 'shop-access:3',
        networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-1'] } },
      },
    },
  ])
  expect(pauses).toEqual([3000, 3000])
  expect(calls).toMatchObject([
    { service: 'ssm', action: 'StartSession', input: { Target: connection.request.Target } },
  ])
  expect(connection.session).toMatchObject({ SessionId: expect.any(String), TokenValue: expect.any(String) })
  expect(named('StopTaskCommand')).toEqual([])
  await connection.close()
  expect(named('StopTaskCommand')).toMatchObject([{ input: { cluster: 'shop-access', task: taskArn } }])
})

test('a task that ends before it is ready is stopped, with its reason', async () => {
  const ended = { taskArn, lastStatus: 'STOPPED', stoppedReason: 'CannotPullContainerError: no way' }
  const { open, named } = scene([starting, ended])
  await expect(open()).rejects.toThrow('The task has ended: CannotPullContainerError: no way')
  expect(named('StopTaskCommand')).toHaveLength(1)
  expect(taskFault(ready as never)).toBeUndefined()
})

test('one that never gets ready is given up after two minutes, and stopped', async () => {
  const { open, named, pauses } = scene([starting])
  await expect(open()).rejects.toThrow('The task was not ready within two minutes.')
  expect(pauses.reduce((sum, each) => sum + each, 0)).toBe(120_000)
  expect(named('StopTaskCommand')).toHaveLength(1)
})

test('what cannot be started says why, and without the choice nothing is asked', async () => {
  const full = scene([ready], { run: { failures: [{ reason: 'RESOURCE:CPU' }] } })
  await expect(full.open()).rejects.toThrow('No task was started: RESOURCE:CPU.')
  const none = scene([ready], { connect: false })
  await expect(none.open()).rejects.toThrow(/set estate\.access\.connect: true/)
  expect(none.asked).toEqual([])
})

describe("AWS's rules for a session", () => {
  test.each([
    [{ ...sessionRequest(ready, where), Target: 'ecs:shop-access_task' }, 'TargetNotConnected'],
    [{ ...sessionRequest(ready, where), DocumentName: 'AWS-StartPortForwarding' }, 'InvalidDocument'],
    [{ ...sessionRequest(ready, where), Parameters: { host: ['db.example'] } }, 'InvalidParameters'],
    [
      { ...sessionRequest(ready, where), Parameters: { ...sessionRequest(ready, where)?.Parameters, hostName: ['x'] } },
      'InvalidParameters',
    ],
  ])('%j is refused: %s', async (input, code) => {
    const { client } = wire([sessions()])
    await expect(new SSMClient(client).send(new StartSessionCommand(input as never))).rejects.toMatchObject({
      name: code,
    })
  })
})
