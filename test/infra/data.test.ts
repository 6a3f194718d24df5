import { Match, type Template } from 'aws-cdk-lib/assertions'
import { DataStack } from '../../infra/stacks/data.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const templateOf = (database: object = {}, stackName = 'shop-data'): Template =>
  synthesize((app) => {
    const config = estateSchema.parse({ network: {}, database })
    const { network } = new NetworkStack(app, 'shop-network', { env: testEnv, config: config.network })
    if (!config.database) throw new Error('The schema dropped the database')
    return new DataStack(app, 'data', { env: testEnv, stackName, config: config.database, network })
  })

/** The one resource of a type, with its logical id. */
const only = (template: Template, type: string) => {
  const [first, ...others] = Object.entries(template.findResources(type))
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} of ${type}`)
  const [id, { Properties, DependsOn }] = first
  return { id, Properties, DependsOn }
}

describe('the database', () => {
  test('refuses connections without TLS', () => {
    const template = templateOf()
    const parameters = only(template, 'AWS::RDS::DBParameterGroup')
    expect(parameters.Properties).toMatchObject({ Family: 'postgres17', Parameters: { 'rds.force_ssl': '1' } })
    template.hasResourceProperties('AWS::RDS::DBInstance', { DBParameterGroupName: { Ref: parameters.id } })
  })

  test('is encrypted, private, and kept from deletion', () => {
    templateOf().hasResource('AWS::RDS::DBInstance', {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: {
        StorageEncrypted: true,
        PubliclyAccessible: false,
        DeletionProtection: true,
        EnableIAMDatabaseAuthentication: true,
        CopyTagsToSnapshot: true,
      },
    })
  })

  test('stands in the database subnets only', () => {
    const { Properties } = only(templateOf(), 'AWS::RDS::DBSubnetGroup')
    const read = Properties.SubnetIds.map(
      (id: { 'Fn::GetStackOutput': { OutputName: string } }) => id['Fn::GetStackOutput'].OutputName,
    )
    expect(read).toEqual([expect.stringMatching(/databaseSubnet1/), expect.stringMatching(/databaseSubnet2/)])
  })

  test('lets nobody in by itself, and nothing out', () => {
    const template = templateOf()
    const group = only(template, 'AWS::EC2::SecurityGroup')
    expect(group.Properties.SecurityGroupIngress).toBeUndefined()
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0)
    // CDK's way to say "nothing": a rule to the broadcast address takes the place of the default rule.
    expect(group.Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }])
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      VPCSecurityGroups: [{ 'Fn::GetAtt': [group.id, 'GroupId'] }],
    })
  })

  test('has a password that Secrets Manager makes and the template never shows', () => {
    const template = templateOf()
    const secret = only(template, 'AWS::SecretsManager::Secret')
    expect(secret.Properties.GenerateSecretString).toMatchObject({ GenerateStringKey: 'password' })
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      MasterUserPassword: {
        'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret.id }, ':SecretString:password::}}']],
      },
    })
    template.hasOutput('DatabaseSecretArn', { Value: { Ref: Match.stringLikeRegexp('SecretAttachment') } })
  })

  test('follows the config', () => {
    templateOf({
      name: 'orders',
      version: '16',
      instance: 'm7g.large',
      storage: 50,
      maxStorage: 200,
      multiAz: false,
      backupDays: 35,
    }).hasResourceProperties('AWS::RDS::DBInstance', {
      DBName: 'orders',
      EngineVersion: '16',
      DBInstanceClass: 'db.m7g.large',
      AllocatedStorage: '50',
      MaxAllocatedStorage: 200,
      MultiAZ: false,
      BackupRetentionPeriod: 35,
    })
  })

  test('does not grow when the most is no more than the start', () => {
    templateOf({ storage: 50, maxStorage: 50 }).hasResourceProperties('AWS::RDS::DBInstance', {
      MaxAllocatedStorage: Match.absent(),
    })
  })
})

test.each([
  ['shop-data', 'shop-data-postgres'],
  ['corner--shop-data', 'corner-shop-data-postgres'],
  ['Shop-Data', 'shop-data-postgres'],
])('the stack %s names its instance %s, as RDS allows', (stackName, databaseId) => {
  const template = templateOf({}, stackName)
  template.hasResourceProperties('AWS::RDS::DBInstance', { DBInstanceIdentifier: databaseId })
  template.hasOutput('DatabaseId', { Value: databaseId })
})
