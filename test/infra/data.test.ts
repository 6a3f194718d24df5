import { Match, type Template } from 'aws-cdk-lib/assertions'
import { CacheStack } from '../../infra/stacks/cache.ts'
import { DataStack } from '../../infra/stacks/data.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { proveStacks } from '../../shared/reach/estate/proof.ts'
import { broken, configOf, estateOf, image, ofType, provenOf, withChange } from './estate-stacks.ts'
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

describe('replicas and a key', () => {
  const key = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const template = templateOf({ storage: 50, replicas: { count: 2, instance: 't4g.small' }, key })
  const all = Object.entries(template.findResources('AWS::RDS::DBInstance'))
  const source = all.find(([, { Properties }]) => Properties.SourceDBInstanceIdentifier === undefined)
  const replicas = all.filter((each) => each !== source)

  test('stand beside the database, with its group, its parameters and its storage, and go without a snapshot', () => {
    const [sourceId = '', database] = source ?? []
    expect(replicas.map(([, { Properties }]) => Properties.DBInstanceIdentifier)).toEqual([
      'shop-data-postgres-read-1',
      'shop-data-postgres-read-2',
    ])
    for (const [, replica] of replicas) {
      expect(replica).toMatchObject({
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
        Properties: {
          DBInstanceClass: 'db.t4g.small',
          SourceDBInstanceIdentifier: { 'Fn::Join': ['', expect.arrayContaining([':db:'])] },
          Port: '5432',
          PubliclyAccessible: false,
          EnableIAMDatabaseAuthentication: true,
          MaxAllocatedStorage: 100,
          StorageType: 'gp3',
          MultiAZ: false,
        },
      })
      for (const same of [
        'VPCSecurityGroups',
        'DBSubnetGroupName',
        'DBParameterGroupName',
        'EnableCloudwatchLogsExports',
      ])
        expect(replica.Properties[same]).toEqual(database?.Properties[same])
      // RDS has these from the source.
      for (const inherited of [
        'StorageEncrypted',
        'KmsKeyId',
        'Engine',
        'EngineVersion',
        'AllocatedStorage',
        'MasterUsername',
      ])
        expect(replica.Properties[inherited]).toBeUndefined()
      expect(JSON.stringify(replica.Properties)).toContain(`"${sourceId}"`)
    }
  })

  test('are made one after the other', () => {
    const [[first = ''] = [], [, second] = []] = replicas
    expect(second?.DependsOn).toContain(first)
  })

  test('the key encrypts storage and what Performance Insights keeps', () => {
    expect(source?.[1].Properties).toMatchObject({
      KmsKeyId: key,
      PerformanceInsightsKMSKeyId: key,
      StorageEncrypted: true,
    })
    for (const [, { Properties }] of replicas) expect(Properties.PerformanceInsightsKMSKeyId).toBe(key)
  })

  test('their hosts are an output', () => {
    const [[first = ''] = [], [second = ''] = []] = replicas
    const host = (id: string) => ({ 'Fn::GetAtt': [id, 'Endpoint.Address'] })
    template.hasOutput('DatabaseReaderEndpoints', {
      Value: { 'Fn::Join': ['', [host(first), ':5432,', host(second), ':5432']] },
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

describe('the cache', () => {
  const cacheOf = (cache: object) =>
    synthesize((app) => {
      const config = estateSchema.parse({ network: {}, cache })
      const { network } = new NetworkStack(app, 'shop-network', { env: testEnv, config: config.network })
      if (!config.cache) throw new Error('The schema dropped the cache')
      return new CacheStack(app, 'shop-cache', { env: testEnv, config: config.cache, network })
    })
  const template = cacheOf({ shards: 2, replicas: 2, maintenance: 'sun:17:00-sun:18:00' })

  test('uses the SSD of nodes that have one, without which AWS makes none of these', () => {
    const type = 'AWS::ElastiCache::ReplicationGroup'
    cacheOf({ node: 'r6gd.xlarge' }).hasResourceProperties(type, { DataTieringEnabled: true })
    template.hasResourceProperties(type, { DataTieringEnabled: Match.absent() })
  })

  test('in cluster mode is encrypted, asks for a password, takes over by itself and leaves a snapshot', () => {
    const { id } = only(template, 'AWS::SecretsManager::Secret')
    template.hasResource('AWS::ElastiCache::ReplicationGroup', {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: {
        Engine: 'valkey',
        EngineVersion: '8.1',
        CacheNodeType: 'cache.t4g.micro',
        CacheParameterGroupName: 'default.valkey8.cluster.on',
        NumNodeGroups: 2,
        ReplicasPerNodeGroup: 2,
        NumCacheClusters: Match.absent(),
        MultiAZEnabled: true,
        AutomaticFailoverEnabled: true,
        TransitEncryptionEnabled: true,
        AtRestEncryptionEnabled: true,
        AuthToken: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: id }, ':SecretString:::}}']] },
        SnapshotRetentionLimit: 7,
        PreferredMaintenanceWindow: 'sun:17:00-sun:18:00',
        SecurityGroupIds: [{ 'Fn::GetAtt': [only(template, 'AWS::EC2::SecurityGroup').id, 'GroupId'] }],
      },
    })
    template.hasOutput('CacheEndpoint', {
      Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Cache', 'ConfigurationEndPoint.Address'] }, ':6379']] },
    })
  })

  test('stands in the database subnets, lets nobody in by itself, and nothing out', () => {
    expect(JSON.stringify(only(template, 'AWS::ElastiCache::SubnetGroup').Properties)).toMatch(
      /databaseSubnet1.*databaseSubnet2/,
    )
    const group = only(template, 'AWS::EC2::SecurityGroup')
    expect(group.Properties.SecurityGroupIngress).toBeUndefined()
    expect(group.Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32' }])
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0)
  })
})

describe('an estate with all that holds data, and who uses it', () => {
  const used = provenOf(
    configOf(
      {
        ...estateOf({}, { database: { replicas: 1 }, web: { environment: { DATABASE_USER: 'reader' } } }),
        cache: {},
        access: { connect: true },
      },
      {
        jobs: {
          report: {
            schedule: 'rate(1 day)',
            image,
            uses: ['database'],
            secrets: { DATABASE_USER: { ssm: '/shop/user' } },
          },
          other: { schedule: 'rate(1 day)', image },
        },
      },
    ),
  )
  const container = (family: RegExp) => {
    const [found] = ofType(used.stacks, 'AWS::ECS::TaskDefinition').filter(({ properties }) =>
      family.test(JSON.stringify(properties.Family)),
    )
    const [definition] = (found?.properties.ContainerDefinitions ?? []) as readonly {
      readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[]
      readonly Secrets?: readonly { readonly Name: string; readonly ValueFrom: unknown }[]
    }[]
    return {
      plain: Object.fromEntries((definition?.Environment ?? []).map(({ Name, Value }) => [Name, Value])),
      secret: Object.fromEntries(
        (definition?.Secrets ?? []).map(({ Name, ValueFrom }) => [Name, JSON.stringify(ValueFrom)]),
      ),
    }
  }

  test('each reaches what it uses, and nobody else', () => {
    expect(used.problems).toEqual([])
    expect(broken(used.proofs)).toEqual([])
    expect(used.proofs.map(({ need }) => need.what).filter((each) => /database|reader|cache/.test(each))).toEqual([
      'connect → database 5432',
      'connect → reader 5432',
      'web → database 5432',
      'web → reader 5432',
      'web → cache 6379',
      'internet → database',
      'internet → reader',
      'internet → cache',
      'jobs → database 5432',
      'jobs → reader 5432',
      'connect → cache',
      'jobs → cache',
    ])
  })

  test('a cache that everybody in the network may call is found', () => {
    const [rule] = ofType(used.stacks, 'AWS::EC2::SecurityGroupIngress').filter(({ id }) => id === 'ToCache')
    const { SourceSecurityGroupId, ...rest } = rule?.properties ?? {}
    expect(JSON.stringify(SourceSecurityGroupId)).toContain('ServiceGroup')
    const opened = withChange(used.stacks, 'shop-web', 'ToCache', () => ({ ...rest, CidrIp: '10.1.0.0/16' }))
    expect(broken(proveStacks(used.config, opened))).toEqual(['connect → cache', 'jobs → cache'])
    const closed = withChange(used.stacks, 'shop-web', 'ToCache', () => undefined)
    expect(broken(proveStacks(used.config, closed))).toEqual(['web → cache 6379'])
  })

  test('containers find it in their environment; what the config names takes the place of ours', () => {
    const web = container(/webTask/)
    expect(Object.keys(web.plain)).toEqual([
      'DATABASE_HOST',
      'DATABASE_PORT',
      'DATABASE_NAME',
      'DATABASE_READER_HOST',
      'DATABASE_READER_HOSTS',
      'CACHE_HOST',
      'CACHE_PORT',
      'CACHE_CLUSTER',
      'CACHE_READER_HOST',
      'DATABASE_USER',
    ])
    expect(web.plain).toMatchObject({ CACHE_PORT: '6379', CACHE_CLUSTER: 'false' })
    expect(JSON.stringify(web.plain)).toMatch(/PrimaryEndPointAddress.*ReaderEndPointAddress/)
    expect(Object.keys(web.secret)).toEqual(['DATABASE_PASSWORD', 'CACHE_PASSWORD'])
    const report = container(/report/)
    expect(Object.keys(report.plain)).toEqual([
      'DATABASE_HOST',
      'DATABASE_PORT',
      'DATABASE_NAME',
      'DATABASE_READER_HOST',
      'DATABASE_READER_HOSTS',
    ])
    expect(Object.keys(report.secret).toSorted()).toEqual(['DATABASE_PASSWORD', 'DATABASE_USER'])
    expect(report.secret.DATABASE_USER).toContain('/shop/user')
    expect(container(/other/)).toEqual({ plain: {}, secret: {} })
  })
})
