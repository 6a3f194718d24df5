import { Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import { composeStacks } from '../../infra/compose.ts'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addBackups } from '../../infra/functions/backups/index.ts'
import { DrillsStack } from '../../infra/stacks/drills.ts'
import { config as written } from '../../nightshift.config.ts'
import { drillProblems } from '../../shared/config/backups/drill-checks.ts'
import { backupsSchema } from '../../shared/config/backups/schema.ts'
import { checkConfig, parseConfig } from '../../shared/config/define-config.ts'
import { configOf, estateOf } from './estate-stacks.ts'
import { inApp, synthesize, testEnv } from './synth.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

const key = 'arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd'

/** What does not fit into a role's own policy becomes one beside it. */
const policiesOf = (of: typeof template) =>
  Object.values({ ...of.findResources('AWS::IAM::Policy'), ...of.findResources('AWS::IAM::ManagedPolicy') })

const drills = {
  primary: {
    of: 'rds-instance/shop',
    window: { from: '02:00', until: '04:00' },
    network: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
  },
}

const template = synthesize((app) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  addBackups(
    stack,
    new Foundation(stack, 'Foundation', { config }),
    backupsSchema.parse({ drills, encrypt: { names: ['shop'], clusters: { aurora: ['one'] }, keys: [key] } }),
  )
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

const secret = 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:shop-AbCdEf'

const proven = synthesize((app) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: [`${testEnv.region}a`],
    privateSubnetIds: ['subnet-0a1b2c3d'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d'],
  })
  const tasks = { subnets: { subnets: vpc.privateSubnets }, assignPublicIp: false }
  const network = {
    vpc,
    hasIpv6: false,
    appSubnets: tasks.subnets,
    publicSubnets: tasks.subnets,
    databaseSubnets: tasks.subnets,
    tasks,
  }
  const check = { sql: 'select count(*) from orders', expect: { atLeast: 1 }, secret }
  const other = { vpc: 'vpc-0f0e0d0c', subnets: ['subnet-0f0e0d0c'] }
  const parsed = backupsSchema.parse({
    proofs: {
      shop: { of: 'rds-instance/shop', check },
      books: { of: 'rds-cluster/books', network: other },
      disk: { of: 'ebs-volume/vol-0a1b2c3d4e5f60718' },
    },
  })
  addBackups(stack, new Foundation(stack, 'Foundation', { config }), parsed, network)
  return stack
})

test('copies are let in by their checks alone and let nothing out; each network has groups of its own', () => {
  const groups = Object.entries(proven.findResources('AWS::EC2::SecurityGroup'))
  const copies = groups.filter(([, { Properties }]) => /Restored copies/.test(Properties.GroupDescription))
  expect(copies.map(([, { Properties }]) => Properties.VpcId)).toEqual(['vpc-0a1b2c3d', 'vpc-0f0e0d0c'])
  for (const [, { Properties }] of copies) {
    expect(Properties.SecurityGroupIngress).toBeUndefined()
    expect(Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32' }])
  }
  const rules = Object.values(proven.findResources('AWS::EC2::SecurityGroupIngress')).map(
    ({ Properties }) => Properties,
  )
  expect(rules.map(({ IpProtocol, FromPort, ToPort }) => [IpProtocol, FromPort, ToPort])).toEqual([
    ['tcp', 1150, 65535],
    ['tcp', 1150, 65535],
  ])
  expect(rules.every(({ SourceSecurityGroupId, CidrIp }) => SourceSecurityGroupId && CidrIp === undefined)).toBe(true)
})

test('a check is a task with the client, the question and the one secret, which its own role may not read', () => {
  proven.resourceCountIs('AWS::ECS::TaskDefinition', 1)
  proven.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Family: 'corner-shop-proof-shop',
    ContainerDefinitions: [
      Match.objectLike({
        Image: 'public.ecr.aws/docker/library/postgres:17-alpine',
        Command: ['psql', '-X', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-c', 'select count(*) from orders'],
        Secrets: [
          { Name: 'PGPASSWORD', ValueFrom: `${secret}:password::` },
          { Name: 'PGUSER', ValueFrom: `${secret}:username::` },
        ],
      }),
    ],
  })
  const readers = Object.values(proven.findResources('AWS::IAM::Policy')).filter((policy) =>
    JSON.stringify(policy).includes('secretsmanager:GetSecretValue'),
  )
  expect(readers).toHaveLength(1)
  expect(JSON.stringify(readers)).toContain(secret)
})

test('each proof has an alarm on how long ago it was proven; the function may delete what bears our tag alone', () => {
  proven.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'corner-shop-backups-proof-overdue-shop',
    MetricName: 'LastProvenRestoreHours',
    Dimensions: Match.arrayWith([{ Name: 'Proof', Value: 'shop' }]),
    Threshold: 360,
  })
  const statements = Object.values({
    ...proven.findResources('AWS::IAM::Policy'),
    ...proven.findResources('AWS::IAM::ManagedPolicy'),
  }).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  const deleting = statements.filter(({ Action }) => JSON.stringify(Action).includes(':Delete'))
  expect(deleting.length).toBeGreaterThan(0)
  for (const { Condition } of deleting)
    expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/nightshift:deployment': 'corner-shop' } })
})

test('it may encrypt by copy only what the config names, and delete it only under another name', () => {
  const statements = policiesOf(template).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as readonly { Sid?: string; Resource: unknown }[],
  )
  const resources = (sid: string) => JSON.stringify(statements.find(({ Sid }) => Sid === sid)?.Resource)
  expect(resources('DeleteOriginals')).toMatch(/:db:shop-\*"/)
  expect(resources('DeleteOriginals')).not.toMatch(/:db:shop"/)
  // Of a cluster the same, with its instances.
  expect(resources('DeleteOriginalClusters')).toMatch(/:cluster:aurora-\*".*:db:one-\*"/)
  expect(resources('DeleteOriginalClusters')).not.toMatch(/:(cluster:aurora|db:one)"/)
  expect(resources('UseKeysOfEncryption')).toBe(JSON.stringify(key))
})

test('the probe of a drill is a task that ends by itself and may do nothing; the function may fail over what the config names alone', () => {
  const stack = synthesize(
    (app) =>
      new DrillsStack(app, 'shop-drills', {
        env: testEnv,
        deployment: 'corner-shop',
        drills: backupsSchema.parse({ drills }).drills,
      }),
  )
  stack.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Family: 'corner-shop-drill-primary',
    ContainerDefinitions: [
      Match.objectLike({ Name: 'probe', Command: ['node', '-e', Match.stringLikeRegexp('LIFE')] }),
    ],
  })
  // The role that writes its log is the only one with a policy.
  stack.resourceCountIs('AWS::IAM::Policy', 1)
  stack.resourceCountIs('AWS::ECS::Service', 0)
  const statements = policiesOf(template).flatMap(
    ({ Properties }) =>
      Properties.PolicyDocument.Statement as readonly { Sid?: string; Action: unknown; Resource: unknown }[],
  )
  const failing = statements.filter(({ Action }) => /RebootDBInstance|FailoverDBCluster/.test(JSON.stringify(Action)))
  expect(failing).toHaveLength(1)
  expect(JSON.stringify(failing[0]?.Resource)).toMatch(/:db:shop"/)
})

test('a drill without a network is of the estate’s database alone', () => {
  const checked = (of: string) => {
    const { network: _, ...drill } = drills.primary
    return checkConfig(
      { ...written, backups: { drills: { primary: { ...drill, of } } } },
      new Date('2026-11-21T00:00:00Z'),
    )
  }
  expect(JSON.stringify(checked('rds-instance/other'))).toContain('in which the probe of rds-instance/other runs')
  const odd = { ...written, name: { toString: [] }, backups: { drills: { primary: { of: 'rds-instance/x' } } } }
  expect(drillProblems(odd, new Date('2026-11-21T00:00:00Z'))).toHaveLength(1)
  expect(JSON.stringify(checked('rds-instance/corner-shop-data-postgres'))).not.toContain('in which the probe')
})

test('the probe of the estate’s database runs in the app subnets, in a group that the database lets in', () => {
  inApp((app) => {
    const drill = { of: 'rds-instance/shop-data-postgres', window: drills.primary.window }
    const estate = configOf(estateOf({}))
    composeStacks(
      app,
      parseConfig({ ...estate, backups: { drills: { primary: drill } } }, new Date('2026-11-21T00:00:00Z')),
    )
    const stack = Template.fromJSON(app.synth().getStackByName('shop-drills').template)
    stack.hasResourceProperties('AWS::ECS::Service', {
      ServiceName: 'shop-drills',
      DesiredCount: 0,
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [Match.anyValue()] } },
    })
    stack.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432 })
    for (const { Properties } of Object.values(stack.findResources('AWS::EC2::SecurityGroup')))
      expect(Properties.SecurityGroupIngress).toBeUndefined()
  })
})
