import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { checks } from '../../functions/audits/checks/index.ts'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addAudits } from '../../infra/functions/audits.ts'
import { config as written } from '../../nightshift.config.ts'
import { auditNames } from '../../shared/audits/finding.ts'
import { auditsSchema } from '../../shared/config/audits/schema.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

const templateOf = (audits: object): Template =>
  synthesize((app) => {
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    addAudits(stack, new Foundation(stack, 'Foundation', { config }), auditsSchema.parse(audits))
    return stack
  })

const template = templateOf({ credentials: { passwordPolicy: { minimumLength: 14 } } })

interface Statement {
  readonly Action: string | string[]
  readonly Resource: unknown
}

const statementsOf = (of: Template, role: string): Statement[] =>
  Object.entries(of.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])

const actionsOf = (of: Template, role: string): string[] => statementsOf(of, role).flatMap(({ Action }) => Action)

const readerOf = (audit: string): string => `AuditsReads${audit.charAt(0).toUpperCase()}${audit.slice(1)}`

describe('the function of audits', () => {
  test.each(auditNames)('has a role for %s that reads what its checks look at, and changes nothing', (audit) => {
    const asked = checks
      .filter((check) => check.audit === audit)
      .flatMap(({ statements }) => statements('aws').flatMap(({ actions }) => actions))
    const allowed = actionsOf(template, readerOf(audit))
    expect(new Set(allowed)).toEqual(new Set(asked))
    // A report is made of what is there; nothing else is.
    for (const action of allowed) expect(action).toMatch(/^[\w-]+:(Describe|List|Get|GenerateCredentialReport$)/)
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
      id.startsWith(readerOf(audit)),
    )
    const [own = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('AuditsRole'))
    expect(role?.[1].Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': [own, 'Arn'] } } },
    ])
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { [`ROLE_${audit.toUpperCase()}`]: { 'Fn::GetAtt': [role?.[0], 'Arn'] } } },
    })
  })

  test('has itself the ledger, the bus and the leave to take those roles on, each by its ARN', () => {
    expect(actionsOf(template, 'AuditsRole').sort()).toEqual(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'events:PutEvents',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:SendMessage',
        'sts:AssumeRole',
      ].sort(),
    )
    const [taking] = statementsOf(template, 'AuditsRole').filter(({ Action }) => Action === 'sts:AssumeRole')
    expect(taking?.Resource).toHaveLength(auditNames.length)
    expect(JSON.stringify(statementsOf(template, 'AuditsRole').map(({ Resource }) => Resource))).not.toContain('"*"')
  })

  test('has no role for an audit that the config does not want', () => {
    const narrow = templateOf({ only: ['credentials'] })
    expect(actionsOf(narrow, 'AuditsReads').sort()).toEqual([
      'iam:GenerateCredentialReport',
      'iam:GetCredentialReport',
      'iam:ListUserTags',
    ])
    narrow.resourceCountIs('AWS::IAM::Role', Object.keys(template.findResources('AWS::IAM::Role')).length - 5)
  })

  test('runs by the schedule of the config, is tried again, and its failures are kept', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 5 * * ? *)',
      Target: { Input: '{"reason":"schedule"}', DeadLetterConfig: { Arn: Match.anyValue() } },
    })
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    })
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'corner-shop-audits-on-schedule',
      Timeout: 300,
    })
    template.hasOutput('AuditsFunction', {})
  })
})
