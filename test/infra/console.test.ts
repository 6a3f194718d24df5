import { type App, Stack } from 'aws-cdk-lib'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addAlerts } from '../../infra/functions/alerts/alerts.ts'
import { addConsolePage, billedOf } from '../../infra/functions/console/console.ts'
import { config as example } from '../../nightshift.config.ts'
import type { Billed } from '../../shared/billed.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const made = (page: ConfigInput['console'] = {}) =>
  synthesize((app: App) => {
    const config = parseConfig({ ...example, console: page }, new Date('2026-11-30T00:00:00Z'))
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    const foundation = new Foundation(stack, 'Foundation', { config })
    addAlerts(stack, foundation)
    addConsolePage(stack, foundation)
    return stack
  })

const template = made()

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const statementsOf = (of: string): Statement[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(of))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)

const actionsOf = (of: string): string[] =>
  [...new Set(statementsOf(of).flatMap(({ Action }) => [Action].flat()))].sort()

describe('the console', () => {
  test('the page reads the ledger, hands over, and can neither send a message nor start a task', () => {
    expect(actionsOf('ConsolePage')).toEqual([
      'cloudwatch:GetMetricData',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:GetLogEvents',
      'logs:PutLogEvents',
    ])
    // CloudWatch has no resources for metric data: nothing else is wide.
    const wide = statementsOf('ConsolePage').filter(({ Resource }) => [Resource].flat().includes('*'))
    expect(wide.map(({ Action }) => Action)).toEqual(['cloudwatch:GetMetricData'])
  })

  test('of buckets it reads small thumbnails, and the rules of those with a lifecycle policy: it writes and lists nothing', () => {
    const withBuckets = synthesize((app: App) => {
      const config = parseConfig(example, new Date('2026-11-30T00:00:00Z'))
      const stack = new Stack(app, 'shop-operations', { env: testEnv })
      const foundation = new Foundation(stack, 'Foundation', { config })
      foundation.output('ThumbnailsBucket', 'shop-thumbnails')
      foundation.output('UploadsBucket', 'shop-uploads')
      addConsolePage(stack, foundation)
      return stack
    })
    const s3 = Object.entries(withBuckets.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.startsWith('ConsolePage'))
      .flatMap(([, { Properties }]): Statement[] => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('s3:')))
    expect(s3.flatMap(({ Action }) => [Action].flat()).sort()).toEqual([
      's3:GetBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:GetObject',
    ])
    const objects = s3.find(({ Action }) => [Action].flat().includes('s3:GetObject'))
    expect(JSON.stringify(objects?.Resource)).toContain('shop-thumbnails/')
    expect(JSON.stringify(objects?.Resource)).not.toContain('shop-uploads')
  })

  test('it writes sessions, links and presses alone', () => {
    const [write, ...others] = statementsOf('ConsolePage').filter(({ Action }) =>
      [Action].flat().includes('dynamodb:PutItem'),
    )
    expect(others).toEqual([])
    expect(write?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['session#*', 'login#*', 'console#*'] },
    })
  })

  test('its function of queues takes messages out of dead letters alone, and gives them back to what they came from', () => {
    expect(actionsOf('ConsoleQueues')).toEqual([
      'cloudwatch:GetMetricData',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ])
    const resources = (sid: string) =>
      JSON.stringify([statementsOf('ConsoleQueues').find(({ Sid }) => Sid === sid)?.Resource].flat())
    expect(resources('TakeDeadLetters')).toContain('DeadLetters')
    expect(resources('TakeDeadLetters').match(/Arn/g)).toHaveLength(2)
    expect(resources('GiveBack')).not.toContain('DeadLetters')
    expect(resources('CallAgain')).toContain('OnAlarm')
    for (const sid of ['LookAtQueues', 'TakeDeadLetters', 'GiveBack', 'CallAgain'])
      expect(resources(sid)).not.toContain('"*"')
    template.hasOutput('QueuesFunction', {})
  })

  test('it reads the logs of jobs, each by the name of its group', () => {
    const read = statementsOf('ConsolePage').find(({ Action }) => Action === 'logs:GetLogEvents')
    const text = JSON.stringify(read?.Resource)
    for (const job of Object.keys(example.jobs ?? {}))
      expect(text).toContain(`:log-group:/nightshift/jobs/corner-shop-${job}:log-stream:*`)
    expect([read?.Resource].flat()).toHaveLength(Object.keys(example.jobs ?? {}).length)
  })

  test('it hands over to the functions by which people act, each by its own ARN', () => {
    const handOver = statementsOf('ConsolePage').find(({ Sid }) => Sid === 'HandOver')
    expect(JSON.stringify(handOver?.Resource)).toContain('OnAlarm')
    expect(JSON.stringify(handOver?.Resource)).toContain('ConsoleQueues')
    expect(JSON.stringify(handOver?.Resource)).not.toContain('*')
  })

  test('the address of sign-ins takes signed requests alone, and its function writes links alone', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' })
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' })
    expect(actionsOf('ConsoleSignIn')).toEqual(['dynamodb:PutItem', 'logs:CreateLogStream', 'logs:PutLogEvents'])
    const write = statementsOf('ConsoleSignIn').find(({ Action }) => Action === 'dynamodb:PutItem')
    expect(write?.Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['login#*'] } })
    const open = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) =>
        Properties.Principal === '*' && JSON.stringify(Properties.FunctionName).includes('ConsoleSignIn'),
    )
    expect(open).toEqual([])
  })

  test('nothing of the laptop is deployed to AWS', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('CONSOLE_LAPTOP')
  })

  describe('with an OpenID provider', () => {
    const openId = {
      issuer: 'https://auth.corner-shop.example',
      clientId: 'nightshift',
      people: [{ group: 'on-call', role: 'act' as const }],
    }
    const granted = (page: ConfigInput['console']) => {
      const own = made(page)
      const statements: Statement[] = Object.values(own.findResources('AWS::IAM::Policy')).flatMap(
        ({ Properties }) => Properties.PolicyDocument.Statement,
      )
      return { own, secrets: statements.filter(({ Sid }) => Sid === 'ReadClientSecret') }
    }

    test('the address to return to is an output, and a public client reads no secret', () => {
      const { own, secrets } = granted({ domain: 'night.corner-shop.example', openId })
      own.hasOutput('ConsoleRedirectUrl', { Value: 'https://night.corner-shop.example/sign-in/open-id/callback' })
      expect(secrets).toEqual([])
      expect(template.findOutputs('ConsoleRedirectUrl')).toEqual({})
    })

    test.each([
      [{ secret: 'shop/console' }, 'secretsmanager:GetSecretValue', ':secret:shop/console-??????"'],
      [{ ssm: '/shop/console' }, 'ssm:GetParameter', ':parameter/shop/console"'],
    ])('it reads the one secret %j, and its value is nowhere', (clientSecret, action, arn) => {
      const { own, secrets } = granted({ openId: { ...openId, clientSecret } })
      expect(secrets.map(({ Action }) => Action)).toEqual([action])
      expect(JSON.stringify(secrets[0]?.Resource)).toContain(arn)
      expect(JSON.stringify(secrets[0]?.Resource)).not.toContain('*')
      expect(JSON.stringify(own.toJSON())).not.toContain('{{resolve:')
    })
  })

  test('the page knows every function that AWS bills, and each alarm', () => {
    const seen: { before?: Billed; functions?: Foundation['functions'] } = {}
    const whole = synthesize((app: App) => {
      const parsed = parseConfig(example, new Date('2026-11-30T00:00:00Z'))
      const stack = new Stack(app, 'shop-operations', { env: testEnv })
      const foundation = new Foundation(stack, 'Foundation', { config: parsed })
      addAlerts(stack, foundation)
      seen.before = billedOf(stack, foundation)
      addConsolePage(stack, foundation)
      seen.functions = foundation.functions
      return stack
    })
    const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
      one.name < other.name ? -1 : 1
    const functions = Object.values(whole.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => ({ name: Properties.FunctionName, memory: Properties.MemorySize }))
      .filter(({ name }) => typeof name === 'string')
    expect(seen.functions?.toSorted(byName)).toEqual(functions.toSorted(byName))
    // The function of queues comes before the page is made; the page and the sign-in are foreseen.
    const queues = { name: 'corner-shop-console-on-queues', memory: 256 }
    expect([...(seen.before?.functions ?? []), queues].toSorted(byName)).toEqual(functions.toSorted(byName))
    const alarms = Object.keys(whole.findResources('AWS::CloudWatch::Alarm')).length
    expect(seen.before?.alarms).toBe(alarms - 2)
  })

  test('a domain and a limit of concurrency go where they belong', () => {
    const own = made({ domain: 'night.corner-shop.example', concurrency: 5 })
    own.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'corner-shop-console-on-request',
      ReservedConcurrentExecutions: 5,
    })
    own.hasOutput('ConsoleUrl', { Value: 'https://night.corner-shop.example/' })
    own.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'corner-shop-console-on-sign-in',
      Environment: { Variables: { CONSOLE_URL: 'https://night.corner-shop.example/' } },
    })
  })
})
