import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { checks } from '../../functions/audits/checks/index.ts'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addAudits } from '../../infra/functions/audits.ts'
import { config as written } from '../../nightshift.config.ts'
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

const actionsOn = (of: Template, isEverything: boolean): string[] =>
  Object.entries(of.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith('AuditsRole'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
    .filter(
      ({ Resource }) =>
        (JSON.stringify(Resource).includes('"*"') || /:s3:::\*/.test(JSON.stringify(Resource))) === isEverything,
    )
    .flatMap(({ Action }) => Action)

describe('the function of audits', () => {
  test('may read what its checks look at, and change nothing of it', () => {
    const wide = actionsOn(template, true)
    expect(wide).toEqual(
      expect.arrayContaining(checks.flatMap(({ statements }) => statements('aws').flatMap(({ actions }) => actions))),
    )
    // A report is made of what is there; nothing else is.
    for (const action of wide) expect(action).toMatch(/^[\w-]+:(Describe|List|Get|GenerateCredentialReport$)/)
    expect(actionsOn(template, false).sort()).toEqual(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'events:PutEvents',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:SendMessage',
      ].sort(),
    )
  })

  test('may not read what an audit would look at that the config does not want', () => {
    const wide = actionsOn(templateOf({ only: ['credentials'] }), true)
    expect(wide.sort()).toEqual(['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListUserTags'])
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
