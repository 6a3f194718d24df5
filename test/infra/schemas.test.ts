import { installLinter } from '../../local/lint/install.ts'
import { type Finding, lintTemplates } from '../../local/lint/lint.ts'
import { config as example } from '../../nightshift.config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { configOf, estateOf, image, provenOf } from './estate-stacks.ts'
import { type Templates, templatesOf } from './templates.ts'
import { everything, existing, manyJobs, minimal, twoOfEach } from './variants.ts'

/** The oldest, that of the example, and one in between. `npm run lint:regions` asks of all. */
const regions = ['us-east-1', 'ap-northeast-2', 'eu-central-1']

/** What differs only in how often it is there is not looked at again: it takes a minute. */
const variants: Readonly<Record<string, ConfigInput>> = {
  example,
  minimal,
  existing,
  'two of each job': twoOfEach(manyJobs),
  'two of everything': twoOfEach(everything),
}

/** Every choice of a network at once, as far as they go together. Not zones by name: cfn-lint warns of any template that has some. */
const choices = provenOf(
  configOf({
    ...estateOf({
      nat: 'regional',
      endpoints: 'fargate',
      acls: 'database',
      flowLogs: { s3: true },
      ipv6: true,
      peers: { tokyo: { deployment: 'shop-tokyo', region: 'ap-northeast-1', cidr: '192.168.10.0/24' } },
    }),
    access: { connect: true, image },
  }),
).stacks.filter(({ name }) => !name.endsWith('-operations'))

const one = (Type: string, Properties: Readonly<Record<string, unknown>>) => ({
  Resources: { One: { Type, Properties } },
})

/** Templates that are wrong on purpose: what is wrong, the template, cfn-lint's rule and its words. */
const broken = [
  ['a property that there is not', one('AWS::SQS::Queue', { Name: 'waiting' }), 'E3002', /'Name' was unexpected/],
  ['one that is missing', one('AWS::SNS::Subscription', { Protocol: 'sqs' }), 'E3003', /'TopicArn' is a required/],
  ['a value of another type', one('AWS::SQS::Queue', { DelaySeconds: 'soon' }), 'E3012', /not of type 'integer'/],
  [
    'a value that AWS does not have',
    one('AWS::Lambda::EventSourceMapping', { FunctionName: 'f', FunctionResponseTypes: ['ReportAll'] }),
    'E3030',
    /'ReportAll' is not one of/,
  ],
  [
    'a resource that is not there',
    one('AWS::SQS::Queue', { QueueName: { Ref: 'Two' } }),
    'E1020',
    /'Two' is not one of/,
  ],
  [
    'a kind of resource that a region does not have',
    one('AWS::IoTAnalytics::Datastore', {}),
    'E3006',
    /IoTAnalytics::Datastore' does not exist in/,
  ],
] as const

const templates: Templates = Object.fromEntries([
  ...choices.map(({ name, template }) => [`choices: ${name}`, template as Templates[string]] as const),
  ...Object.entries(variants).flatMap(([variant, config]) =>
    Object.entries(templatesOf(config)).map(([stack, template]) => [`${variant}: ${stack}`, template] as const),
  ),
])
let findings: readonly Finding[] = []

// All in one go: most of the time goes into reading the schemas.
beforeAll(async () => {
  const wrong = Object.fromEntries(broken.map(([name, template]) => [name, template]))
  findings = await lintTemplates(await installLinter(() => {}), { ...templates, ...wrong }, regions)
}, 300_000)

test("every template is what CloudFormation's schemas want, in three regions", () => {
  expect(Object.keys(templates).length).toBeGreaterThan(15)
  expect(findings.filter(({ template }) => template in templates)).toEqual([])
})

test.each(broken)('%s is found', (name, _, rule, message) => {
  expect(findings).toContainEqual(
    expect.objectContaining({ template: name, rule, message: expect.stringMatching(message) }),
  )
})

test('a region that cfn-lint does not know is an error, and not an empty list', async () => {
  const installed = await installLinter(() => {})
  await expect(lintTemplates(installed, { one: one('AWS::SQS::Queue', {}) }, ['xx-east-1'])).rejects.toThrow(
    /cfn-lint ended with 32/,
  )
})
