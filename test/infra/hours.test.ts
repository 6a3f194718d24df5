import { type App, Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addHours } from '../../infra/functions/hours/hours.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { synthesize, testEnv } from './synth.ts'
import { templatesOf } from './templates.ts'

const now = new Date('2026-11-21T00:00:00Z')
const key = 'arn:aws:kms:ap-northeast-2:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000'

type Targets = NonNullable<NonNullable<ConfigInput['hours']>['targets']>

const calendars = { office: { zone: 'Asia/Seoul', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] } }

const byName: Targets = [
  { name: 'entry-a', calendar: 'office', 'ec2-instances': { names: ['i-0a1b2c3d4e5f60718'], kmsKeys: [key] } },
  { name: 'entry-b', calendar: 'office', 'rds-instances': { names: ['shop'] } },
  { name: 'entry-c', calendar: 'office', 'rds-clusters': { names: ['reports'] } },
  { name: 'entry-d', calendar: 'office', 'auto-scaling-groups': { names: ['workers'] } },
  { name: 'entry-e', calendar: 'office', 'ecs-services': { names: ['shop/web'] } },
  { name: 'entry-f', calendar: 'office', stacks: { names: ['staging'] } },
]

const tag = { key: 'Schedule' }
const byTag: Targets = [
  { name: 'entry-a', 'ec2-instances': { tag } },
  { name: 'entry-b', 'rds-instances': { tag } },
  { name: 'entry-c', 'rds-clusters': { tag } },
  { name: 'entry-d', 'auto-scaling-groups': { tag } },
  { name: 'entry-e', 'ecs-services': { tag } },
  { name: 'entry-f', calendar: 'office', stacks: { tag: { key: 'Stage', value: 'test' }, except: { key: 'Keep' } } },
]

const made = (targets: Targets) => {
  const config = parseConfig({ ...example, hours: { calendars, targets } }, now)
  return synthesize((app: App) => {
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    if (!config.hours) throw new Error('no hours')
    addHours(stack, new Foundation(stack, 'Foundation', { config }), config.hours, now)
    return stack
  })
}

interface Statement {
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const statementsOf = (template: ReturnType<typeof made>): Statement[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith('HoursLook'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)

const named = made(byName)
const singles = made(byName.filter((target) => !('stacks' in target)))
const tagged = made(byTag)

/** What changes something of AWS's that people made: the ledger, the bus and the own log and queue are ours. */
const changesOf = (template: ReturnType<typeof made>): Statement[] =>
  statementsOf(template).filter(({ Action }) =>
    [Action]
      .flat()
      .some(
        (action) =>
          /^(ec2|rds|autoscaling|ecs|application-autoscaling|kms|cloudformation):/.test(action) &&
          !/:(Describe|List)/.test(action),
      ),
  )

const resourcesOf = (statements: readonly Statement[], action: string): string[] =>
  statements
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)))

/** A resource that means more than one thing. */
const isWide = (resource: unknown): boolean => JSON.stringify(resource).includes('*')

describe('what the function may change', () => {
  test.each([
    ['ec2:StartInstances', ':instance/i-0a1b2c3d4e5f60718'],
    ['ec2:StopInstances', ':instance/i-0a1b2c3d4e5f60718'],
    ['kms:CreateGrant', key],
    ['rds:StartDBInstance', ':db:shop'],
    ['rds:StopDBInstance', ':db:shop'],
    ['rds:StartDBCluster', ':cluster:reports'],
    ['rds:StopDBCluster', ':cluster:reports'],
    ['autoscaling:UpdateAutoScalingGroup', ':autoScalingGroupName/workers'],
    ['autoscaling:SuspendProcesses', ':autoScalingGroupName/workers'],
    ['autoscaling:ResumeProcesses', ':autoScalingGroupName/workers'],
    ['ecs:UpdateService', ':service/shop/web'],
  ])('%s of what the config names, by its ARN', (action, resource) => {
    expect(resourcesOf(changesOf(singles), action)).toEqual([expect.stringContaining(resource)])
  })

  test('nothing wide without a condition on a tag of the resource, whatever the config says', () => {
    const wide = [...changesOf(named), ...changesOf(tagged)].filter(({ Resource }) => isWide(Resource))
    expect(wide.length).toBeGreaterThan(10)
    for (const { Action, Condition = {}, Resource } of wide) {
      const keys = Object.values(Condition).flatMap((each) => Object.keys(each))
      const isOfCounts = [Action].flat().every((action) => action === 'application-autoscaling:RegisterScalableTarget')
      const isNamedGroup = JSON.stringify(Resource).includes('autoScalingGroupName/workers')
      const wanted = isOfCounts ? 'application-autoscaling:scalable-dimension' : 'aws:ResourceTag/'
      if (!isNamedGroup) expect(keys).toEqual(expect.arrayContaining([expect.stringContaining(wanted)]))
    }
  })

  test('by tag, what has no such tag is refused, and so is what bears the tag that opts out', () => {
    const [instances] = changesOf(tagged).filter(({ Action }) => [Action].flat().includes('ec2:StopInstances'))
    expect(instances?.Condition).toEqual({
      Null: { 'aws:ResourceTag/Schedule': 'false' },
      StringNotEquals: { 'aws:ResourceTag/nightshift:hours': 'off' },
    })
  })

  test('of stacks, what CloudFormation made in them, and their nested ones', () => {
    const [ofNames] = changesOf(made(byName.slice(-1))).filter(({ Action }) =>
      [Action].flat().includes('rds:StopDBInstance'),
    )
    expect(ofNames?.Condition?.StringLike).toEqual({
      'aws:ResourceTag/aws:cloudformation:stack-name': ['staging', 'staging-*-*'],
    })
    const [ofTag] = changesOf(made(byTag.slice(-1))).filter(({ Action }) =>
      [Action].flat().includes('ecs:UpdateService'),
    )
    expect(ofTag?.Condition).toEqual({
      StringLike: { 'aws:ResourceTag/Stage': 'test' },
      StringNotLike: { 'aws:ResourceTag/Keep': '*' },
    })
  })

  test('nothing of kinds that the config does not have', () => {
    const actions = changesOf(made(byName.slice(1, 2))).flatMap(({ Action }) => Action)
    expect([...new Set(actions)].toSorted()).toEqual(['rds:StartDBInstance', 'rds:StopDBInstance'])
  })
})

test('it looks every two minutes, a look that was missed is not made up for, and what fails is kept', () => {
  named.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(2 minutes)',
    Target: {
      Input: '{"reason":"schedule"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 120 },
      DeadLetterConfig: Match.anyValue(),
    },
  })
  named.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: Match.anyValue() },
  })
})

test('what jobs need reaches it from the bus, and is kept where it cannot be delivered', () => {
  named.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['nightshift'], 'detail-type': ['targets.needed'] },
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^HoursLook'), 'Arn'] },
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumEventAgeInSeconds: 3_600 },
      },
    ],
  })
})

test('its alarms: errors, silence and dead letters; throttles show as silence', () => {
  const names = Object.values(named.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties.AlarmName,
  )
  expect(names.filter((name) => /hours/i.test(name)).toSorted()).toEqual([
    'corner-shop-HoursDeadLetters-not-empty',
    'corner-shop-hours-on-look-errors',
    'corner-shop-hours-silent',
  ])
  named.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'corner-shop-hours-silent',
    MetricName: 'Invocations',
    TreatMissingData: 'breaching',
  })
})

describe('alarms ask whether what they are about is off', () => {
  const variablesOf = (config: ConfigInput): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.values(templatesOf(config)['corner-shop-operations']?.Resources ?? {}).flatMap(({ Type, Properties }) => {
        if (Type !== 'AWS::Lambda::Function') return []
        const { Variables } = (Properties?.Environment ?? {}) as { Variables?: Record<string, string> }
        return [[String(Properties?.FunctionName), Variables?.SWITCHES_OFF] as const]
      }),
    )

  test('only where something is switched off, and only the alerting', () => {
    const { hours: _, ...without } = example
    expect(Object.values(variablesOf(without)).filter(Boolean)).toEqual([])
    const set = Object.entries(variablesOf(example)).filter(([, value]) => value !== undefined)
    expect(set.map(([name]) => name).toSorted()).toEqual(
      ['on-alarm', 'on-link', 'on-minute', 'on-timer'].map((entry) => `corner-shop-alerts-${entry}`),
    )
  })
})
