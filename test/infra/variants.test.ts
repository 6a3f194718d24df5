import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api'
import { composeStacks } from '../../infra/compose.ts'
import { synthesizeWithinLimits } from '../../infra/limits/limits.ts'
import { type StackTemplate, targetOf } from '../../infra/limits/template.ts'
import type { TemplateResource } from '../../infra/limits/worst-case.ts'
import { parseConfig, ssm } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { errorText } from '../../shared/errors.ts'
import { inApp } from './synth.ts'
import { everything, existing, manyJobs, minimal } from './variants.ts'

const now = new Date('2026-11-21T00:00:00Z')

/** Templates by the names of their stacks. By then cdk-nag and all limits of AWS have been asked. */
const synthesizedStacks = (config: ConfigInput, context: object = {}): Readonly<Record<string, StackTemplate>> =>
  inApp((app) => {
    composeStacks(app, parseConfig(config, now))
    const { stacks } = synthesizeWithinLimits(app)
    const found = stacks.flatMap(({ messages }) => messages)
    expect(found.filter(({ level }) => level !== SynthesisMessageLevel.INFO)).toEqual([])
    return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template as StackTemplate]))
  }, context)

/** Every resource of every stack. */
const synthesized = (config: ConfigInput, context: object = {}): readonly TemplateResource[] =>
  Object.values(synthesizedStacks(config, context)).flatMap(({ Resources = {} }) => Object.values(Resources))

const propertiesOf = (resources: readonly TemplateResource[], type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties)

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

/** All that the role of a function may do. */
const rightsOf = (
  resources: Readonly<Record<string, TemplateResource>>,
  { Role }: Readonly<Record<string, unknown>>,
): Statement[] =>
  Object.values(resources)
    .filter(
      ({ Type, Properties }) =>
        /^AWS::IAM::(Managed)?Policy$/.test(Type) && JSON.stringify(Properties?.Roles).includes(`"${targetOf(Role)}"`),
    )
    .flatMap(
      ({ Properties }) => (Properties?.PolicyDocument as { Statement: Statement[] } | undefined)?.Statement ?? [],
    )

/** The statements of all policies, a role's own and managed ones, whose id begins so. */
const statementsOf = (resources: readonly TemplateResource[], sid: string): readonly Statement[] =>
  ['Policy', 'ManagedPolicy']
    .flatMap((kind) => propertiesOf(resources, `AWS::IAM::${kind}`))
    .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Sid }) => Sid?.replace(/\d+$/, '') === sid)

/** Whether a function may send to the queue that it takes from, by the policies of its role. */
const recurs = (resources: Readonly<Record<string, TemplateResource>>, fn: string): boolean => {
  const role = targetOf(resources[fn]?.Properties?.Role)
  const sends = Object.values(resources)
    .filter(({ Type, Properties }) => /Policy$/.test(Type) && JSON.stringify(Properties?.Roles)?.includes(`"${role}"`))
    .flatMap(
      ({ Properties }) => (Properties?.PolicyDocument as { Statement: Statement[] } | undefined)?.Statement ?? [],
    )
    .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
  return Object.values(resources).some(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' &&
      targetOf(Properties?.FunctionName) === fn &&
      sends.some(({ Resource }) => JSON.stringify(Resource).includes(JSON.stringify(Properties?.EventSourceArn))),
  )
}

test('an existing VPC and a private web image; what takes from a queue that it sends to says so, and what else a chain leads to is watched', () => {
  const resources = synthesizedStacks(existing)['corner-shop-operations']?.Resources ?? {}
  const functions = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
  const namesOf = (keep: (id: string, properties: Readonly<Record<string, unknown>>) => boolean): unknown[] =>
    functions
      .filter(([id, { Properties = {} }]) => keep(id, Properties))
      .map(([, { Properties }]) => Properties?.FunctionName)
      .toSorted()
  const watched = Object.values(resources)
    .filter(({ Properties }) => Properties?.MetricName === 'RecursiveInvocationsDropped')
    .map(({ Properties }) => JSON.stringify(Properties?.Dimensions))
  const loops = ['alerts-on-timer', 'firewall-on-pass', 'jobs-on-timer', 'thumbnails-on-upload'].map(
    (name) => `corner-shop-${name}`,
  )
  expect(namesOf((id) => recurs(resources, id))).toEqual(loops)
  // The look around is called in every round of the jobs' loop.
  expect(namesOf((_, { RecursiveLoop }) => RecursiveLoop === 'Allow')).toEqual(
    [...loops, 'corner-shop-jobs-on-look'].toSorted(),
  )
  expect(namesOf((id) => watched.some((text) => text.includes(`"${id}"`)))).toEqual([
    'corner-shop-alerts-on-alarm',
    'corner-shop-jobs-on-task-change',
  ])
  for (const [, { Properties }] of functions) expect(Properties?.Architectures).toEqual(['arm64'])
  const allowed = (action: string): Statement[] =>
    propertiesOf(Object.values(resources), 'AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
      .filter(({ Action }) => [Action].flat().includes(action))
  expect(JSON.stringify(allowed('dynamodb:PutItem'))).not.toContain('/index/')
  expect(JSON.stringify(allowed('dynamodb:Query'))).toContain('/index/')
  // Only what takes from a queue asks about it.
  for (const { Action } of allowed('sqs:GetQueueUrl')) expect(Action).toContain('sqs:ReceiveMessage')
  const rolesWith = (action: string): string[] =>
    functions.flatMap(([, { Properties = {} }]) =>
      rightsOf(resources, Properties).some(({ Action }) => [Action].flat().includes(action))
        ? [String(Properties.FunctionName)]
        : [],
    )
  expect(rolesWith('cloudwatch:ListTagsForResource').toSorted()).toEqual([
    'corner-shop-alerts-on-alarm',
    // It opens incidents of alarms that nobody has reported.
    'corner-shop-alerts-on-minute',
  ])
})

test('the function that anybody can call reads and writes its kinds of the ledger, hands over, and nothing else', () => {
  const resources =
    synthesizedStacks({ ...existing, alerts: { ...existing.alerts, sources: {} } })['corner-shop-operations']
      ?.Resources ?? {}
  const [, page] =
    Object.entries(resources).find(([, { Properties }]) => Properties?.FunctionName === 'corner-shop-alerts-on-link') ??
    []
  const rights = rightsOf(resources, page?.Properties ?? {})
  const actions = [...new Set(rights.flatMap(({ Action }) => Action))].toSorted()
  expect(actions).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:SendMessage',
  ])
  for (const { Action, Condition, Resource } of rights) {
    expect(JSON.stringify(Resource)).not.toMatch(/"\*"|\/index\//)
    if (!JSON.stringify(Action).includes('dynamodb:')) continue
    const writes = [Action].flat().includes('dynamodb:PutItem')
    expect(Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['incident#*', 'alarm#*', 'heartbeat#*', ...(writes ? [] : ['link#*', 'beat#*'])],
      },
    })
  }
  expect(JSON.stringify(page?.Properties?.Environment)).not.toContain('TOPIC')
})

test('with sources it also takes their reports, and reads what they sign with, and nothing else', () => {
  const sources = { ci: { secret: ssm('/shop/ci') }, shop: {} }
  const stacks = synthesizedStacks({
    ...minimal,
    alerts: { ...minimal.alerts, emailFrom: ssm('/shop/sender'), sources, watchedBy: [ssm('/shop/watcher')] },
  })
  const resources = Object.assign({}, ...Object.values(stacks).map(({ Resources = {} }) => Resources))
  const page = propertiesOf(Object.values(resources), 'AWS::Lambda::Function').find(({ FunctionName }) =>
    String(FunctionName).endsWith('-alerts-on-link'),
  )
  const rights = rightsOf(resources, page ?? {})
  const actions = [...new Set(rights.flatMap(({ Action }) => Action))].toSorted()
  expect(actions.filter((each) => !/^(dynamodb|logs):/.test(each))).toEqual(['sqs:SendMessage', 'ssm:GetParameter'])
  const parameters = JSON.stringify(rights.filter(({ Action }) => [Action].flat().includes('ssm:GetParameter')))
  expect(parameters).toContain('parameter/shop/ci')
  expect(parameters).not.toMatch(/sender|watcher|"\*"/)
  // The address of who watches from outside is read by the sweep alone.
  const readers = propertiesOf(Object.values(resources), 'AWS::Lambda::Function').filter((fn) =>
    JSON.stringify(rightsOf(resources, fn)).includes('parameter/shop/watcher'),
  )
  expect(readers.map(({ FunctionName }) => FunctionName)).toEqual(['ab-alerts-on-minute'])
  const keys = rights.flatMap(({ Condition }) => JSON.stringify(Condition ?? '').match(/source[-\w]*#\*/g) ?? [])
  expect(keys.toSorted()).toEqual(['source#*', 'source#*', 'source-token#*'].toSorted())
  expect(JSON.stringify(page?.Environment)).toContain('REPORTS_QUEUE')
})

test.each([['minimal', 'x86_64', minimal]])('%s, on %s', (_, architecture, config) => {
  const functions = propertiesOf(
    synthesized(config, { 'nightshift:architecture': architecture }),
    'AWS::Lambda::Function',
  )
  expect(functions.length).toBeGreaterThan(0)
  for (const { Architectures } of functions) expect(Architectures).toEqual([architecture])
})

test('50 jobs with private images, secrets and files, and 10 of others, under the longest names', () => {
  const resources = synthesized(manyJobs)
  expect(propertiesOf(resources, 'AWS::ECS::TaskDefinition')).toHaveLength(51)
  // Three functions start tasks, three read logs, and every one may do so for every job.
  for (const [sid, part, times] of [
    ['StartJobs', ':task-definition/', 3 * 60],
    ['ReadLogs', ':log-group:', 3 * 60],
    ['HandOverRoles', 'Arn"]', 3 * 51],
    ['HandOverRoles', ':role/teams/', 3 * 20],
    ['FindEnvironmentFiles', '-config', 1],
  ] as const) {
    const texts = statementsOf(resources, sid).map(({ Resource }) => JSON.stringify(Resource))
    expect(texts.reduce((sum, text) => sum + text.split(part).length - 1, 0)).toBeGreaterThanOrEqual(times)
  }
})

test('everything at its most', () => {
  const resources = synthesized(everything)
  const contacts = JSON.stringify(statementsOf(resources, 'Contacts'))
  for (const index of [0, 59]) expect(contacts).toContain(`/people/responder-${index}/phone`)
  const stops = JSON.stringify(propertiesOf(resources, 'AWS::IAM::ManagedPolicy'))
  for (const index of [0, 19]) expect(stops).toContain(`${'d'.repeat(58)}-${index}`)
  const rules = JSON.stringify(statementsOf(resources, 'RulesAndObjectsAndVersioning'))
  for (const index of [0, 199]) expect(rules).toContain(`b-${index}"`)
})

describe('a config beyond a limit is refused with the number and the page', () => {
  const refusal = (config: ConfigInput): string => {
    try {
      synthesized(config)
      return 'none'
    } catch (error) {
      return errorText(error)
    }
  }

  test('resources', () => {
    const alarm = { namespace: 'AWS/SQS', metric: 'Age', threshold: 1 }
    const alarms = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`waits-${index}`, alarm]))
    expect(refusal({ ...minimal, alerts: { ...minimal.alerts, alarms } })).toMatch(
      /the stack ab-operations has \d+ resources; AWS takes at most 500 \(https:/,
    )
  })

  test('policies of a role', () => {
    const buckets = Array.from({ length: 1_200 }, (_, index) => ({ bucket: `${'b'.repeat(58)}-${index}`, presets: [] }))
    expect(refusal({ ...minimal, lifecycle: { buckets } })).toMatch(
      /the role of the function ab-lifecycle-on-schedule has \d+ managed policies; AWS takes at most 10 \(https:/,
    )
  })
})
