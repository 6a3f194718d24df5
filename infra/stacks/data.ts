import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as rds from 'aws-cdk-lib/aws-rds'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { DatabaseConfig } from '../../shared/config/estate/schema.ts'
import { databasePort } from '../constructs/network/acls.ts'
import type { EstateNetwork } from './network.ts'

/** What a service needs to use the database. */
export interface DatabaseAccess {
  /** The database's own group. It lets nobody in until a service's own stack adds a rule. */
  readonly group: ec2.ISecurityGroup
  readonly host: string
  readonly port: number
  /** Name of the database inside the instance. */
  readonly name: string
  /** Holds `username` and `password`. */
  readonly secret: secretsmanager.ISecret
}

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

/** Instance identifier of a stack's database. RDS refuses two hyphens in a row, and keeps identifiers in lower case. */
const databaseIdOf = (stackName: string): string => `${stackName}-postgres`.toLowerCase().replaceAll(/-+/g, '-')

/**
 * The log groups of a stack's database. RDS makes them itself and keeps them for ever, unless they are there first: the
 * network's stack has them. CDK's own way is a Lambda.
 */
export const databaseLogGroups = (stackName: string): string[] =>
  exportedLogs.map((name) => `/aws/rds/instance/${databaseIdOf(stackName)}/${name}`)

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
    const database = this.makeDatabase(config, network, group)
    const secret = this.secretOf(database)
    this.access = { group, host: database.dbInstanceEndpointAddress, port, name: config.name, secret }
    new CfnOutput(this, 'DatabaseEndpoint', { value: `${database.dbInstanceEndpointAddress}:${port}` })
    new CfnOutput(this, 'DatabaseSecretArn', { value: secret.secretArn })
    new CfnOutput(this, 'DatabaseId', { value: this.databaseId })
  }

  private makeDatabase(
    config: DatabaseConfig,
    { vpc, databaseSubnets }: EstateNetwork,
    group: ec2.ISecurityGroup,
  ): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.postgres({
      version: rds.PostgresEngineVersion.of(config.version, config.version),
    })
    const database = new rds.DatabaseInstance(this, 'Database', {
      instanceIdentifier: this.databaseId,
      engine,
      instanceType: new ec2.InstanceType(config.instance),
      databaseName: config.name,
      credentials: rds.Credentials.fromGeneratedSecret('postgres'),
      iamAuthentication: true,
      vpc,
      vpcSubnets: databaseSubnets,
      securityGroups: [group],
      publiclyAccessible: false,
      port,
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: `PostgreSQL ${config.version} that refuses connections without TLS`,
        parameters: { 'rds.force_ssl': '1' },
      }),
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      allocatedStorage: config.storage,
      // Not above the start means: do not grow.
      ...(config.maxStorage > config.storage ? { maxAllocatedStorage: config.maxStorage } : {}),
      multiAz: config.multiAz,
      backupRetention: Duration.days(config.backupDays),
      copyTagsToSnapshot: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      autoMinorVersionUpgrade: true,
      // The seven days that are free.
      enablePerformanceInsights: true,
      cloudwatchLogsExports: exportedLogs,
    })
    this.acknowledge(database, config)
    return database
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
