import { Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addBackups } from '../../infra/functions/backups/index.ts'
import { config as written } from '../../nightshift.config.ts'
import { backupsSchema } from '../../shared/config/backups/schema.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

const template = synthesize((app) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  addBackups(stack, new Foundation(stack, 'Foundation', { config }), backupsSchema.parse({}))
  return stack
})

test('it looks each three minutes, and its failures are kept', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(3 minutes)',
    Target: { Input: '{"reason":"schedule"}', DeadLetterConfig: { Arn: Match.anyValue() } },
  })
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'corner-shop-backups-on-look',
    Timeout: 170,
  })
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'corner-shop-backups-silent' })
  template.hasOutput('BackupsFunction', {})
})
