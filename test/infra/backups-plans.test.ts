import { Stack } from 'aws-cdk-lib'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addBackups } from '../../infra/functions/backups/index.ts'
import { config as written } from '../../nightshift.config.ts'
import { backupsSchema } from '../../shared/config/backups/schema.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const plans = {
  plans: {
    nightly: {
      resources: {
        'rds-instances': { names: ['shop'] },
        'rds-clusters': { tags: { backup: 'nightly' } },
        'ebs-volumes': { names: ['vol-0a1b2c3d4e5f60718'] },
        'ec2-instances': { names: ['i-0a1b2c3d4e5f60718'] },
      },
      schedule: 'cron(0 3 * * ? *)',
      keep: { daily: 7 },
      copyTo: [{ region: 'eu-west-1', key }],
    },
  },
}

const template = synthesize((app) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  addBackups(stack, new Foundation(stack, 'Foundation', { config }), backupsSchema.parse(plans))
  return stack
})

interface Statement {
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: object
}

const statements: readonly Statement[] = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
  Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties.PolicyDocument.Statement),
)
const of = (action: string): Statement[] => statements.filter(({ Action }) => [Action].flat().includes(action))

test.each(['rds:DeleteDBSnapshot', 'rds:DeleteDBClusterSnapshot', 'ec2:DeleteSnapshot', 'ec2:DeregisterImage'])(
  '%s only of what bears our tag',
  (action) => {
    expect(of(action).length).toBeGreaterThan(0)
    for (const { Condition } of of(action))
      expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/nightshift:deployment': 'corner-shop' } })
  },
)

test('a database that is named is the only one of which a snapshot may be taken; one that is found by tag may be any', () => {
  const resources = (action: string): string => JSON.stringify(of(action).map(({ Resource }) => Resource))
  expect(resources('rds:CreateDBSnapshot')).toContain(':db:shop')
  expect(resources('rds:CreateDBSnapshot')).not.toContain(':db:*')
  expect(resources('rds:CreateDBClusterSnapshot')).toContain(':cluster:*')
  expect(resources('ec2:CreateImage')).toContain(':instance/i-0a1b2c3d4e5f60718')
})

test('copies are made in the region that the plan names, and keys are used by RDS and EC2 alone', () => {
  expect(JSON.stringify(of('rds:CopyDBSnapshot'))).toContain(':rds:eu-west-1:')
  expect(JSON.stringify(of('ec2:CopySnapshot'))).toContain(':ec2:eu-west-1::snapshot/*')
  for (const { Condition } of of('kms:CreateGrant')) expect(JSON.stringify(Condition)).toContain('kms:ViaService')
})
