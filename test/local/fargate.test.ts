import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  type ContainerDefinition,
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { type Fargate, startFargate } from '../../local/fargate.ts'
import { region, useEmulator } from './emulator.ts'

type Change = {
  readonly detail: {
    readonly taskArn: string
    readonly lastStatus: string
    readonly stopCode?: string
    readonly stoppedReason?: string
    readonly version: number
    readonly containers: readonly { readonly exitCode?: number; readonly reason?: string }[]
  }
}

const emulator = useEmulator()
let fargate: Fargate
let queueUrl: string

beforeAll(async () => {
  const sqs = new SQSClient(emulator.client)
  const ecs = new ECSClient(emulator.client)
  const events = new EventBridgeClient(emulator.client)
  await ecs.send(new CreateClusterCommand({ clusterName: 'jobs' }))
  await new CloudWatchLogsClient(emulator.client).send(new CreateLogGroupCommand({ logGroupName: '/jobs' }))
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }))
  queueUrl = QueueUrl
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const pattern = { source: ['aws.ecs'], detail: { startedBy: [{ prefix: 'test/' }] } }
  await events.send(new PutRuleCommand({ Name: 'changes', EventPattern: JSON.stringify(pattern) }))
  await events.send(new PutTargetsCommand({ Rule: 'changes', Targets: [{ Id: 'q', Arn: Attributes?.QueueArn }] }))
  fargate = await startFargate({ endpoint: emulator.endpoint, region, clusters: ['jobs'], queueUrl })
}, 30_000)

afterAll(() => fargate?.stop())

const runTask = async (
  name: string,
  command: readonly string[],
  { startedBy = `test/${name}`, ...more }: Partial<ContainerDefinition> & { readonly startedBy?: string } = {},
): Promise<string> => {
  const ecs = new ECSClient(emulator.client)
  const options = { 'awslogs-group': '/jobs', 'awslogs-stream-prefix': 'p', 'awslogs-region': region }
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: name,
      containerDefinitions: [
        {
          name: 'main',
          image: 'busybox',
          command: ['false'],
          environment: [{ name: 'WHO', value: 'shop' }],
          logConfiguration: { logDriver: 'awslogs', options },
          ...more,
        },
      ],
    }),
  )
  const { tasks } = await ecs.send(
    new RunTaskCommand({
      cluster: 'jobs',
      taskDefinition: name,
      startedBy,
      overrides: { containerOverrides: [{ name: 'main', command: [...command] }] },
    }),
  )
  return tasks?.[0]?.taskArn ?? ''
}

const received: Change[] = []

/** Waits until the queue has told the status of the task; at most 10 s. */
const changeOf = async (taskArn: string, lastStatus: string): Promise<Change['detail']> => {
  const sqs = new SQSClient(emulator.client)
  for (let left = 20; left > 0; left -= 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    )
    received.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Change))
    const found = received.find(({ detail }) => detail.taskArn === taskArn && detail.lastStatus === lastStatus)
    if (found) return found.detail
    await sleep(500)
  }
  throw new Error(`${taskArn} was never told to be ${lastStatus}`)
}

test('a task that fails tells its exit code, and its output is in the log', async () => {
  const arn = await runTask('fails', ['sh', '-c', 'echo "hello $WHO"; echo oops >&2; exit 3'])
  expect(await changeOf(arn, 'STOPPED')).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'main', exitCode: 3 }],
  })
  expect((await linesOf(arn)).sort()).toEqual(['hello shop', 'oops'])
  // Though the event were lost.
  expect(await described(arn)).toMatchObject({
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    containers: [{ name: 'main', exitCode: 3 }],
  })
}, 20_000)

const described = async (arn: string) => {
  const { tasks = [] } = await new ECSClient(emulator.client).send(
    new DescribeTasksCommand({ cluster: 'jobs', tasks: [arn] }),
  )
  return tasks[0]
}

const linesOf = async (arn: string): Promise<string[]> => {
  const { events = [] } = await new CloudWatchLogsClient(emulator.client).send(
    new FilterLogEventsCommand({ logGroupName: '/jobs', logStreamNames: [`p/main/${arn.split('/').at(-1)}`] }),
  )
  return events.flatMap(({ message }) => message ?? [])
}

test('variables come from files in S3, parameters and secrets; the definition has the last word', async () => {
  const s3 = new S3Client(emulator.client)
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-config' }))
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'shop-config', Key, Body }))
  await put('a.env', '# shop\nWHO=file\nCITY=Seoul\nMOTTO="a=b"\n')
  await put('b.env', 'CITY=Busan\nPORT=1\n')
  await new SSMClient(emulator.client).send(
    new PutParameterCommand({ Name: '/shop/key', Value: 'k1', Type: 'SecureString' }),
  )
  const { ARN } = await new SecretsManagerClient(emulator.client).send(
    new CreateSecretCommand({ Name: 'shop', SecretString: '{"password":"p1"}' }),
  )
  const arn = await runTask('provided', ['sh', '-c', 'echo "$WHO $CITY $MOTTO $PORT $KEY $PASSWORD $WHOLE"'], {
    environmentFiles: ['a', 'b'].map((name) => ({ type: 's3', value: `arn:aws:s3:::shop-config/${name}.env` })),
    secrets: [
      { name: 'KEY', valueFrom: `arn:aws:ssm:${region}:000000000000:parameter/shop/key` },
      { name: 'PASSWORD', valueFrom: `${ARN}:password::` },
      { name: 'WHOLE', valueFrom: ARN },
    ],
  })
  await changeOf(arn, 'STOPPED')
  expect(await linesOf(arn)).toEqual(['shop Seoul "a=b" 1 k1 p1 {"password":"p1"}'])
}, 20_000)

test.each<[string, Partial<ContainerDefinition>, RegExp]>([
  [
    'file',
    { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::shop-config/none.env' }] },
    /^ResourceInitializationError: failed to download env files: .*NoSuchKey.* status code: 404$/,
  ],
  [
    'parameter',
    { secrets: [{ name: 'KEY', valueFrom: `arn:aws:ssm:${region}:000000000000:parameter/shop/none` }] },
    /^ResourceInitializationError: unable to pull secrets .* invalid ssm parameters: \/shop\/none$/,
  ],
  [
    'secret',
    { secrets: [{ name: 'KEY', valueFrom: `arn:aws:secretsmanager:${region}:000000000000:secret:none-AbCdEf` }] },
    /^ResourceInitializationError: unable to pull secrets .* ResourceNotFoundException/,
  ],
])(
  'a task whose %s is not there fails to start, and its command does not run',
  async (what, more, expected) => {
    const arn = await runTask(`no-${what}`, ['true'], more)
    const { stopCode, stoppedReason, containers } = await changeOf(arn, 'STOPPED')
    expect(stopCode).toBe('TaskFailedToStart')
    expect(stoppedReason).toMatch(expected)
    expect(containers[0]).not.toHaveProperty('exitCode')
    const task = await described(arn)
    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' })
    expect(task?.containers?.[0]?.exitCode).toBeUndefined()
  },
  20_000,
)

test('versions grow from RUNNING to STOPPED', async () => {
  const arn = await runTask('grows', ['true'])
  const [running, stopped] = [await changeOf(arn, 'RUNNING'), await changeOf(arn, 'STOPPED')]
  expect(running.version).toBeLessThan(stopped.version)
}, 20_000)

test('a command that does not exist never runs and has no exit code', async () => {
  const arn = await runTask('missing', ['no-such-command'])
  const { stopCode, containers } = await changeOf(arn, 'STOPPED')
  expect(stopCode).toBe('TaskFailedToStart')
  expect(containers[0]?.reason).toMatch(/^CannotStartContainerError: .*no-such-command.*not found/)
  expect(containers[0]).not.toHaveProperty('exitCode')
  const task = await described(arn)
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' })
  expect(task?.containers?.[0]?.exitCode).toBeUndefined()
  expect(task?.containers?.[0]?.reason).toMatch(/^CannotStartContainerError/)
  expect(received.some(({ detail }) => detail.taskArn === arn && detail.lastStatus === 'RUNNING')).toBe(false)
}, 20_000)

test('StopTask ends the process, and the task tells who asked', async () => {
  const arn = await runTask('stopped', ['sleep', '300'])
  await changeOf(arn, 'RUNNING')
  await new ECSClient(emulator.client).send(new StopTaskCommand({ cluster: 'jobs', task: arn, reason: 'enough' }))
  expect(await changeOf(arn, 'STOPPED')).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    containers: [{ exitCode: 143 }],
  })
  expect(await described(arn)).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    containers: [{ exitCode: 143 }],
  })
}, 20_000)

test('what the rule in front of the queue does not ask for does not get there', async () => {
  const foreign = await runTask('foreign', ['true'], { startedBy: 'somebody' })
  await changeOf(await runTask('after', ['true']), 'STOPPED')
  expect(received.filter(({ detail }) => detail.taskArn === foreign)).toEqual([])
}, 20_000)
