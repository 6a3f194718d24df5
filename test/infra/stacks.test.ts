import type { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { alertEventPatterns } from '../../infra/constructs/alert-events.ts'
import { EventsStack } from '../../infra/stacks/events.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { Config } from '../../shared/config/schema.ts'
import { stacksOf } from '../../shared/stacks/index.ts'
import type { DeployedStack } from '../../shared/stacks/stack.ts'
import { inApp, synthesize } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const whole = parseConfig(written, now)
const small = {
  ...whole,
  estate: undefined,
  jobs: undefined,
  thumbnails: undefined,
  lifecycle: undefined,
  firewall: undefined,
}
const placesOf = (stacks: readonly DeployedStack[]) =>
  stacks.filter(({ wanted }) => wanted).map(({ name, region }) => [name, region])

/** Names and regions of what is composed. */
const composed = (config: Config, stacks = stacksOf(config)) =>
  inApp((app) => {
    composeStacks(app, config, stacks)
    return app.node.children
      .filter((child): child is Stack => 'stackName' in child)
      .map(({ stackName, region }) => [stackName, region])
  })

test('what is composed is what the terminal looks for, and no more', () => {
  const metrics = { ...small.metrics, newestObject: [] }
  expect(placesOf(stacksOf(whole))).toEqual(
    ['firewall', 'network', 'data', 'web', 'operations', 'console', 'queries'].map((part) => [
      `${whole.name}-${part}`,
      whole.region,
    ]),
  )
  expect(composed({ ...small, metrics })).toEqual(placesOf(stacksOf({ ...small, metrics })))
  expect(composed({ ...small, metrics })).toEqual([
    [`${whole.name}-operations`, whole.region],
    [`${whole.name}-console`, whole.region],
    [`${whole.name}-queries`, whole.region],
  ])
  expect(composed({ ...small, metrics, console: { ...small.console, enabled: false } })).toEqual([
    [`${whole.name}-operations`, whole.region],
    [`${whole.name}-queries`, whole.region],
  ])
})

test('a stack is composed in the region that is said for it, and another one stays where it is', () => {
  const { estate } = parseConfig({ ...written, estate: { network: {} } }, now)
  const config = { ...small, estate, metrics: { ...small.metrics, newestObject: [] } }
  const stacks = stacksOf(config).map((stack) => (stack.part === 'network' ? { ...stack, region: 'us-east-1' } : stack))
  expect(composed(config, stacks)).toEqual([
    [`${whole.name}-network`, 'us-east-1'],
    [`${whole.name}-operations`, whole.region],
    [`${whole.name}-console`, whole.region],
    [`${whole.name}-queries`, whole.region],
  ])
})

describe('events that AWS sends in us-east-1 alone', () => {
  const events = (...names: Config['alerts']['events']): Pick<Config, 'alerts'> => ({
    alerts: { ...small.alerts, events: names },
  })
  const stackOf = (config: Config) => placesOf(stacksOf(config)).filter(([name]) => name === `${whole.name}-events`)

  test.each([
    ['a deployment elsewhere', { ...small, ...events('root-sign-in', 'pipelines', 'policy-changes') }, true],
    ['one of them is enough', { ...small, ...events('policy-changes') }, true],
    ['events of the region itself', { ...small, ...events('pipelines', 'key-changes') }, false],
    ['a deployment in us-east-1', { ...small, region: 'us-east-1', ...events('root-sign-in') }, false],
    ['China, whose events stay there', { ...small, region: 'cn-north-1', ...events('root-sign-in') }, false],
    ['GovCloud', { ...small, region: 'us-gov-west-1', ...events('root-sign-in') }, false],
    ['a rule of the team', { ...small, alerts: { ...events('root-sign-in').alerts, forwardEvents: false } }, false],
  ] as const)('%s: a stack there', (_, config, is) => {
    expect(stackOf(config as Config)).toEqual(is ? [[`${whole.name}-events`, 'us-east-1']] : [])
  })

  test('the stack is composed in us-east-1 and waits for no other', () => {
    const config = { ...small, ...events('root-sign-in'), metrics: { ...small.metrics, newestObject: [] } }
    expect(composed(config)).toContainEqual([`${whole.name}-events`, 'us-east-1'])
  })

  test('are handed on, each by its pattern, to one bus alone, by a role that EventBridge alone takes on', () => {
    const template: Template = synthesize(
      (app) =>
        new EventsStack(app, 'shop-events', {
          env: { account: '123456789012', region: 'us-east-1' },
          deployment: 'shop',
          events: ['root-sign-in', 'policy-changes'],
          to: 'ap-northeast-2',
        }),
    )
    const bus = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:ap-northeast-2:123456789012:event-bus/default']],
    }
    template.resourceCountIs('AWS::Events::Rule', 2)
    for (const name of ['root-sign-in', 'policy-changes'] as const) {
      const { source, detailType, detail } = alertEventPatterns[name]
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: { source, 'detail-type': detailType, detail },
        State: 'ENABLED',
        Targets: [{ Arn: bus, RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Role'), 'Arn'] } }],
      })
    }
    template.resourceCountIs('AWS::IAM::Policy', 1)
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: bus }] },
    })
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'events.amazonaws.com' } }],
      },
    })
  })
})
