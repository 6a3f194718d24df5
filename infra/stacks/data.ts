import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as rds from 'aws-cdk-lib/aws-rds'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { type DatabaseConfig, replicasOf } from '../../shared/config/estate/database-schema.ts'
import { databaseIdOf, replicaIdsOf } from '../../shared/stacks/database-ids.ts'
import type { DatabaseAccess } from '../constructs/data/access.ts'
import { keyOf } from '../constructs/data/key.ts'
import { makeReplicas, type ReplicasProps } from '../constructs/data/replicas.ts'
import { databasePort } from '../constructs/network/acls.ts'
import type { EstateNetwork } from './network.ts'

export interface DataStackProps extends StackProps {
  readonly config: DatabaseConfig
  readonly network: EstateNetwork
  /** Ranges of other networks that may call the database. Default none. */
  readonly callers?: readonly string[]
  /** Whether clients of the VPN may call it. Default false. */
  readonly forVpnClients?: boolean
}

const port = databasePort
const exportedLogs = ['postgresql', 'upgrade']

/**
 * The log groups of a stack's database and its replicas. RDS makes them itself and keeps them for ever, unless they are there first: the
 * network's stack has them. CDK's own way is a Lambda.
 */
export const databaseLogGroups = (stackName: string, config?: DatabaseConfig): string[] => {
  const id = databaseIdOf(stackName)
  return [id, ...replicaIdsOf(id, config ? replicasOf(config).count : 0)].flatMap((each) =>
    exportedLogs.map((name) => `/aws/rds/instance/${each}/${name}`),
  )
}

/**
 * PostgreSQL on RDS: encrypted, TLS or no connection, no way out of its subnets, reached only from the security
 * groups of the services that use it. It is protected from deletion, and a snapshot stays when the protection is taken off.
 */
export class DataStack extends Stack {
  /** Instance identifier, known at synth, by which metrics and alarms name the database. */
  readonly databaseId: string
  readonly access: DatabaseAccess

  constructor(
    scope: Construct,
    id: string,
    { config, network, callers = [], forVpnClients = false, ...props }: DataStackProps,
  ) {
    super(scope, id, props)
    this.databaseId = databaseIdOf(this.stackName)
    const group = new ec2.SecurityGroup(this, 'DatabaseGroup', {
      vpc: network.vpc,
      description: 'The database: PostgreSQL from the services that use it, nothing out',
      allowAllOutbound: false,
    })
    // By range: a group of another region cannot be named.
    for (const range of callers)
      group.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.tcp(port), `PostgreSQL from the peer ${range}`)
    if (forVpnClients && network.vpnClients)
      group.addIngressRule(network.vpnClients, ec2.Port.tcp(port), 'PostgreSQL from clients of the VPN')
    const { database, shared } = this.makeDatabase(config, network, group)
    const secret = this.secretOf(database)
    const replicas = makeReplicas(this, { config, databaseId: this.databaseId, source: database, shared })
    const readers = replicas.map(({ dbInstanceEndpointAddress }) => dbInstanceEndpointAddress)
    this.access = { group, host: database.dbInstanceEndpointAddress, port, name: config.name, secret, readers }
    new CfnOutput(this, 'DatabaseEndpoint', { value: `${database.dbInstanceEndpointAddress}:${port}` })
    new CfnOutput(this, 'DatabaseSecretArn', { value: secret.secretArn })
    new CfnOutput(this, 'DatabaseId', { value: this.databaseId })
    if (readers.length > 0)
      new CfnOutput(this, 'DatabaseReaderEndpoints', { value: readers.map((host) => `${host}:${port}`).join(',') })
  }

  private makeDatabase(
    config: DatabaseConfig,
    { vpc, databaseSubnets }: EstateNetwork,
    group: ec2.ISecurityGroup,
  ): Pick<ReplicasProps, 'shared'> & { readonly database: rds.DatabaseInstance } {
    const engine = rds.DatabaseInstanceEngine.postgres({
      version: rds.PostgresEngineVersion.of(config.version, config.version),
    })
    const key = config.key === undefined ? undefined : keyOf(this, 'DatabaseKey', config.key)
    // What its replicas have as well.
    const shared = {
      iamAuthentication: true,
      vpc,
      securityGroups: [group],
      port,
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: `PostgreSQL ${config.version} that refuses connections without TLS`,
        parameters: { 'rds.force_ssl': '1' },
      }),
      storageType: rds.StorageType.GP3,
      // Not above the start means: do not grow.
      ...(config.maxStorage > config.storage ? { maxAllocatedStorage: config.maxStorage } : {}),
      ...(key ? { performanceInsightEncryptionKey: key } : {}),
      cloudwatchLogsExports: exportedLogs,
    }
    const database = new rds.DatabaseInstance(this, 'Database', {
      ...shared,
      instanceIdentifier: this.databaseId,
      engine,
      instanceType: new ec2.InstanceType(config.instance),
      databaseName: config.name,
      credentials: rds.Credentials.fromGeneratedSecret('postgres'),
      vpcSubnets: databaseSubnets,
      publiclyAccessible: false,
      storageEncrypted: true,
      ...(key ? { storageEncryptionKey: key } : {}),
      allocatedStorage: config.storage,
      multiAz: config.multiAz,
      backupRetention: Duration.days(config.backupDays),
      copyTagsToSnapshot: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      autoMinorVersionUpgrade: true,
      // The seven days that are free.
      enablePerformanceInsights: true,
    })
    this.acknowledge(database, config)
    return { database, shared }
  }

  private secretOf(database: rds.DatabaseInstance): secretsmanager.ISecret {
    if (!database.secret) throw new Error('The database was made without a generated secret')
    return database.secret
  }

  private acknowledge(database: rds.DatabaseInstance, { multiAz }: DatabaseConfig): void {
    Validations.of(database).acknowledge(
      {
        id: 'AwsSolutions-RDS11',
        reason: 'Clients expect 5432. Who may connect is decided by the security group, not by hiding the port.',
      },
      {
        id: 'AwsSolutions-SMG4',
        reason:
          'Rotation needs a function inside the VPC, and a way out for it that a network without NAT does not have; tasks read the password only when they start. IAM authentication is on for who wants no password at all.',
      },
    )
    if (!multiAz)
      Validations.of(database).acknowledge({
        id: 'AwsSolutions-RDS3',
        reason: 'The config asks for a single zone: estate.database.multiAz is false.',
      })
  }
}
