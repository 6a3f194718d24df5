import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addJobs } from '../../infra/functions/jobs.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const image = 'public.ecr.aws/docker/library/busybox:1.37'

const templateOf = (jobs: Parameters<typeof parseConfig>[0]): Template =>
  synthesize((app) => {
    const config = parseConfig({ ...written, name: 'shop', jobs }, now)
    if (!config.estate || !config.jobs) throw new Error('The example has both')
    const { network } = new NetworkStack(app, 'shop-network', { env: testEnv, config: config.estate.network })
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    addJobs(stack, new Foundation(stack, 'Foundation', { config }), { config: config.jobs, network })
    return stack
  })

const template = templateOf({
  nightly: { schedule: 'cron(30 2 * * ? *)', zone: 'Asia/Seoul', image, command: ['true'] },
  often: { schedule: 'rate(15 minutes)', image, startWithin: '1 minute' },
  patient: { schedule: 'rate(7 days)', image, startWithin: '1 day' },
})

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const statements: Statement[] = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
  ({ Properties }) => Properties.PolicyDocument.Statement,
)

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
    const [start, sweep, ...more] = textOf('StartJobs')
    expect(more).toEqual([])
    expect(start).toBe(sweep)
    for (const job of ['nightly', 'often', 'patient']) expect(start).toContain(`:task-definition/shop-${job}:*`)
    expect(start).toContain('ecs:cluster')
    for (const text of textOf('HandOverRoles')) expect(text).toContain('ecs-tasks.amazonaws.com')
  })

  test('a bare star stands only where ECS knows no resource, and the cluster is its condition', () => {
    const bare = statements.filter(({ Resource, Sid }) => JSON.stringify(Resource) === '"*"' && Sid !== undefined)
    expect(new Set(bare.map(({ Sid }) => Sid))).toEqual(new Set(['FindTasks']))
    for (const { Condition } of bare) expect(JSON.stringify(Condition)).toContain('ecs:cluster')
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
  template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 3)
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) })
  template.hasOutput('StartJobFunction', {})
  template.hasOutput('SweepJobsFunction', {})
  template.hasOutput('ClusterName', {})
})
