import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api'
import { composeStacks } from '../../infra/compose.ts'
import { synthesizeWithinLimits } from '../../infra/limits/limits.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import type { TemplateResource } from '../../infra/limits/worst-case.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { errorText } from '../../shared/errors.ts'
import { inApp } from './synth.ts'
import { everything, existing, manyJobs, minimal } from './variants.ts'

const now = new Date('2026-11-21T00:00:00Z')

/** Every resource of every stack. By then cdk-nag and all limits of AWS have been asked. */
const synthesized = (config: ConfigInput, context: object = {}): readonly TemplateResource[] =>
  inApp((app) => {
    composeStacks(app, parseConfig(config, now))
    const { stacks } = synthesizeWithinLimits(app)
    const found = stacks.flatMap(({ messages }) => messages)
    expect(found.filter(({ level }) => level !== SynthesisMessageLevel.INFO)).toEqual([])
    return stacks.flatMap(({ template }) => Object.values((template as StackTemplate).Resources ?? {}))
  }, context)

const propertiesOf = (resources: readonly TemplateResource[], type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties)

interface Statement {
  readonly Sid?: string
  readonly Resource: unknown
}

/** The statements of all policies, a role's own and managed ones, whose id begins so. */
const statementsOf = (resources: readonly TemplateResource[], sid: string): readonly Statement[] =>
  ['Policy', 'ManagedPolicy']
    .flatMap((kind) => propertiesOf(resources, `AWS::IAM::${kind}`))
    .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Sid }) => Sid?.replace(/\d+$/, '') === sid)

test.each([
  ['minimal', 'x86_64', minimal],
  ['an existing VPC, a private web image', 'arm64', existing],
])('%s, on %s', (_, architecture, config) => {
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
  const rules = JSON.stringify(statementsOf(resources, 'Rules'))
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
