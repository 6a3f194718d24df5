import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addJobs } from '../../infra/functions/jobs/jobs.ts'
import { sliceOf } from '../../infra/functions/jobs/slice.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const image = 'public.ecr.aws/docker/library/busybox:1.37'

const configOf = (jobs: object) => parseConfig({ ...written, name: 'shop', jobs }, now)

const templateOf = (jobs: object): Template =>
  synthesize((app) => {
    const config = configOf(jobs)
    if (!config.estate || !config.jobs) throw new Error('The example has both')
    const { network } = new NetworkStack(app, 'shop-network', { env: testEnv, config: config.estate.network })
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    addJobs(stack, new Foundation(stack, 'Foundation', { config }), { config: config.jobs, network, now })
    return stack
  })

const template = templateOf({
  nightly: { schedule: 'cron(30 2 * * ? *)', zone: 'Asia/Seoul', image, command: ['true'] },
  often: { schedule: 'rate(15 minutes)', image, startWithin: '1 minute' },
  patient: {
    schedule: 'rate(7 days)',
    image,
    startWithin: '1 day',
    cpu: 8192,
    memory: 16_384,
    architecture: 'arm64',
    ephemeralStorage: 50,
    spot: true,
    volumes: {
      data: {
        fileSystem: 'fs-0123456789abcdef0',
        path: '/data',
        accessPoint: 'fsap-0123456789abcdef0',
        mountTargets: { subnets: 'database', securityGroups: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'] },
      },
    },
  },
})

const statementsOf = (from: Template): Statement[] =>
  Object.values(from.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const statements = statementsOf(template)

test('a large job on arm64 and Spot has what it says, and its cluster the capacity', () => {
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Family: 'shop-patient',
    Cpu: '8192',
    Memory: '16384',
    EphemeralStorage: { SizeInGiB: 50 },
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
  })
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Family: 'shop-nightly',
    RuntimePlatform: Match.absent(),
  })
  template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
    CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
  })
})

test('a file system is mounted encrypted and by IAM, with a role for it and its access point alone', () => {
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Family: 'shop-patient',
    Volumes: [
      {
        Name: 'data',
        EFSVolumeConfiguration: {
          FilesystemId: 'fs-0123456789abcdef0',
          TransitEncryption: 'ENABLED',
          AuthorizationConfig: { IAM: 'ENABLED', AccessPointId: 'fsap-0123456789abcdef0' },
        },
      },
    ],
    ContainerDefinitions: [
      Match.objectLike({ MountPoints: [{ SourceVolume: 'data', ContainerPath: '/data', ReadOnly: false }] }),
    ],
  })
  const mount = statements.filter(({ Action }) => JSON.stringify(Action).includes('elasticfilesystem'))
  expect(mount).toHaveLength(1)
  expect(mount[0]?.Action).toEqual(['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'])
  expect(JSON.stringify(mount[0]?.Resource)).toContain('file-system/fs-0123456789abcdef0')
  expect(JSON.stringify(mount[0]?.Condition)).toContain('access-point/fsap-0123456789abcdef0')
})

test('jobs are let into the mount targets that the config names, by a rule in each of their groups', () => {
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))
  expect(rules.map(({ Properties }) => Properties)).toEqual(
    ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'].map((GroupId) => ({
      GroupId,
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching(/^JobsSecurityGroup/), 'GroupId'] },
      IpProtocol: 'tcp',
      FromPort: 2049,
      ToPort: 2049,
      Description: 'Tasks of jobs to mount targets of EFS',
    })),
  )
})

describe('schedules', () => {
  test.each([
    ['nightly', 'cron(30 2 * * ? *)', 'Asia/Seoul', 600],
    ['often', 'rate(15 minutes)', 'UTC', 60],
    ['patient', 'rate(7 days)', 'UTC', 86_400],
  ])('%s fires with its own time in the input, as long as it may still start', (job, expression, zone, seconds) => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: `shop-${job}`,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: zone,
      Target: {
        Input: JSON.stringify({ job, scheduledAt: '<aws.scheduler.scheduled-time>' }),
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumEventAgeInSeconds: seconds, MaximumRetryAttempts: 185 },
      },
    })
  })

  test('the sweep comes every minute, under a name that no job can have', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: Match.absent(),
      ScheduleExpression: 'rate(1 minute)',
      Target: { DeadLetterConfig: Match.anyValue() },
    })
  })
})

test('the state changes of our tasks in this cluster alone go to the queue, and one bad message does not hold up others', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: { clusterArn: [Match.anyValue()], startedBy: [{ prefix: 'nightshift/' }] },
    },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  })
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
})

describe('permissions', () => {
  const textOf = (sid: string): string[] =>
    statements.filter(({ Sid }) => Sid === sid).map((statement) => JSON.stringify(statement))

  test('tasks may be started from the families of the jobs, in their cluster, with their roles', () => {
    const [start, timer, sweep, ...more] = textOf('StartJobs')
    expect(more).toEqual([])
    expect([timer, sweep]).toEqual([start, start])
    for (const job of ['nightly', 'often', 'patient']) expect(start).toContain(`:task-definition/shop-${job}:*`)
    expect(start).toContain('ecs:cluster')
    for (const text of textOf('HandOverRoles')) expect(text).toContain('ecs-tasks.amazonaws.com')
  })

  test('a bare star stands only where AWS knows no resource: lists of the cluster, and looking', () => {
    const bare = statements.filter(({ Resource, Sid }) => JSON.stringify(Resource) === '"*"' && Sid !== undefined)
    expect(new Set(bare.map(({ Sid }) => Sid))).toEqual(new Set(['FindTasks', 'LookAround']))
    for (const { Sid, Action, Condition } of bare)
      if (Sid === 'FindTasks') expect(JSON.stringify(Condition)).toContain('ecs:cluster')
      else for (const action of Action) expect(action).toMatch(/^(ec2|ecs):Describe/)
  })

  test('every function may stop tasks of the cluster, and those that give verdicts may read the logs of jobs', () => {
    const stop = textOf('WatchTasks')
    expect(stop).toHaveLength(4)
    for (const text of stop) expect(text).toContain('ecs:StopTask')
    expect(textOf('AskWhatIsAround')).toHaveLength(3)
    expect(textOf('LookAround')).toHaveLength(1)
    const read = textOf('ReadLogs')
    expect(read).toHaveLength(3)
    for (const text of read) expect(text).toContain(':log-group:/nightshift/jobs/shop-nightly:log-stream:*')
  })
})

test('each job has a task definition with its own log group and the one essential container main', () => {
  for (const job of ['nightly', 'often', 'patient'])
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: `shop-${job}`,
      ContainerDefinitions: [Match.objectLike({ Name: 'main', Essential: true, LogConfiguration: Match.anyValue() })],
    })
  template.resourcePropertiesCountIs('AWS::ECS::TaskDefinition', { RequiresCompatibilities: ['FARGATE'] }, 3)
})

test('what fails is kept: by the schedules, by the functions, by the queue', () => {
  // Of those that are called without an answer: the one that a schedule calls, and the sweep.
  template.resourcePropertiesCountIs(
    'AWS::Lambda::EventInvokeConfig',
    { DestinationConfig: { OnFailure: { Destination: Match.anyValue() } } },
    2,
  )
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) })
  template.hasOutput('StartJobFunction', {})
  template.hasOutput('SweepJobsFunction', {})
  template.hasOutput('ClusterName', {})
})

test('a sweep that does not come is told', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-jobs-sweep-silent',
    MetricName: 'Invocations',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 5,
    TreatMissingData: 'breaching',
    AlarmActions: [Match.anyValue()],
  })
})

test('timers come from their queue to their function, one bad one does not hold up others', () => {
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))
  expect(mappings).toHaveLength(2)
  for (const { Properties } of mappings) expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  template.hasOutput('RunTimersQueueUrl', {})
})

describe('a job with everything', () => {
  const secret = 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:shop-AbCdEf'
  const role = 'arn:aws:iam::111122223333:role/report'
  const full = {
    schedule: 'cron(0 9 ? * MON *)',
    image,
    cpu: 512,
    memory: 2048,
    environment: { SHOP: 'corner' },
    secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret, field: 'password' } },
    environmentFiles: ['s3://shop-config/jobs/report.env', 's3://shop-config/all.env'],
    role,
    stopTimeout: '2 minutes',
    retries: { limit: 1, on: ['capacity'], wait: '1 minute' },
    network: { subnets: ['subnet-0a'], securityGroups: ['sg-0b'] },
    runTimeout: '1 hour',
    suspended: { until: '2026-12-24T09:00:00+09:00' },
    policy: 'shop',
  }
  const existing = {
    schedule: 'at(2026-11-21T12:00:00)',
    command: ['report', '--all'],
    environment: { SHOP: 'corner' },
    taskDefinition: {
      family: 'report-of-others',
      container: 'app',
      roles: ['arn:aws:iam::111122223333:role/task', 'arn:aws:iam::111122223333:role/execution'],
      log: { group: '/others/report', prefix: 'ecs' },
    },
  }
  const over = { schedule: 'at(2026-11-20T12:00:00)', image }
  const all = { full, existing, over }
  const made = templateOf(all)
  const found = statementsOf(made)
  const resourcesOf = (sid: string): string =>
    JSON.stringify(found.filter(({ Sid }) => Sid === sid).map(({ Resource }) => Resource))

  test('its definition holds what ECS has to fill in, and when to kill it', () => {
    made.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: 'shop-full',
      Cpu: '512',
      Memory: '2048',
      TaskRoleArn: role,
      ContainerDefinitions: [
        Match.objectLike({
          Environment: [{ Name: 'SHOP', Value: 'corner' }],
          EnvironmentFiles: [
            { Type: 's3', Value: Match.anyValue() },
            { Type: 's3', Value: Match.anyValue() },
          ],
          Secrets: [
            { Name: 'KEY', ValueFrom: Match.anyValue() },
            { Name: 'PASSWORD', ValueFrom: `${secret}:password::` },
          ],
          StopTimeout: 120,
        }),
      ],
    })
  })

  test('its execution role may read exactly these', () => {
    const files = found.find(({ Sid }) => Sid === 'EnvironmentFiles')
    expect(files?.Action).toBe('s3:GetObject')
    const arns = JSON.stringify(files?.Resource).match(/:s3:::[^"]+/g)
    expect(arns).toEqual([':s3:::shop-config/all.env', ':s3:::shop-config/jobs/report.env'])
    const secrets = found.filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
    expect(secrets.map(({ Resource }) => Resource)).toEqual([secret])
    const parameters = found.filter(({ Action }) => Action.includes('ssm:GetParameters'))
    expect(parameters).toHaveLength(1)
    expect(JSON.stringify(parameters[0]?.Resource)).toContain(':parameter/shop/key')
  })

  test('an existing definition gets none, and only its own roles are handed over', () => {
    expect(Object.keys(made.findResources('AWS::ECS::TaskDefinition'))).toHaveLength(2)
    expect(resourcesOf('StartJobs')).toContain(':task-definition/report-of-others:*')
    expect(resourcesOf('HandOverRoles')).toContain('arn:aws:iam::111122223333:role/execution')
    expect(resourcesOf('ReadLogs')).toContain(':log-group:/others/report:log-stream:*')
  })

  test('the reasons of a failure may be looked for: the rights of execution roles, the files of the config', () => {
    expect(resourcesOf('AskForRights')).toContain('arn:aws:iam::111122223333:role/execution')
    expect(resourcesOf('AskForRights')).not.toContain(role)
    const [looking] = found.filter(({ Sid }) => Sid === 'FindEnvironmentFiles')
    expect(looking?.Condition).toEqual({
      StringEquals: { 's3:prefix': ['jobs/report.env', 'all.env'] },
    })
  })

  test('once is a schedule until it is over', () => {
    made.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'shop-existing',
      ScheduleExpression: 'at(2026-11-21T12:00:00)',
    })
    expect(
      Object.values(made.findResources('AWS::Scheduler::Schedule', { Properties: { Name: 'shop-over' } })),
    ).toEqual([])
  })

  test('the functions know it with its times in seconds', () => {
    const { jobs = {} } = configOf(all)
    const task = { roles: [], executionRoles: [], environmentFiles: [] }
    const slices = Object.entries(jobs).map(([name, job]) =>
      sliceOf(job, { ...task, family: `shop-${name}`, container: 'main' }),
    )
    expect(slices[0]).toEqual({
      schedule: 'cron(0 9 ? * MON *)',
      zone: 'UTC',
      overlap: 'allow',
      catchUp: 'skip',
      alertAfter: 1,
      startWithin: 600,
      startTimeout: 600,
      runTimeout: 3_600,
      retries: { limit: 1, on: ['capacity'], wait: 60 },
      suspended: { until: '2026-12-24T09:00:00+09:00' },
      network: { subnets: ['subnet-0a'], securityGroups: ['sg-0b'], assignPublicIp: false },
      policy: 'shop',
      family: 'shop-full',
      container: 'main',
    })
    expect(slices[1]).toMatchObject({ overrides: { command: ['report', '--all'], environment: { SHOP: 'corner' } } })
    expect(JSON.parse(JSON.stringify(slices[2]))).toEqual(slices[2])
  })
})
