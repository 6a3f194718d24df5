import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elasticache from 'aws-cdk-lib/aws-elasticache'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { type CacheConfig, cacheParameters, cacheVersion } from '../../shared/config/estate/cache-schema.ts'
import type { CacheAccess } from '../constructs/data/access.ts'
import type { EstateNetwork } from './network.ts'

export interface CacheStackProps extends StackProps {
  readonly config: CacheConfig
  readonly network: EstateNetwork
}

const port = 6379

/**
 * Valkey or Redis OSS on ElastiCache: encrypted at rest and on the way, asks for a password, reached only from the security groups of
 * what uses it. When the stack is deleted a last snapshot stays.
 */
export class CacheStack extends Stack {
  readonly access: CacheAccess

  constructor(scope: Construct, id: string, { config, network, ...props }: CacheStackProps) {
    super(scope, id, props)
    const group = new ec2.SecurityGroup(this, 'CacheGroup', {
      vpc: network.vpc,
      description: 'The cache: from what uses it, nothing out',
      allowAllOutbound: false,
    })
    const secret = this.makeSecret()
    const cache = this.makeCache(config, network, group, secret)
    const isCluster = config.shards !== undefined
    this.access = {
      group,
      host: isCluster ? cache.attrConfigurationEndPointAddress : cache.attrPrimaryEndPointAddress,
      port,
      secret,
      isCluster,
      ...(isCluster || config.replicas === 0 ? {} : { reader: cache.attrReaderEndPointAddress }),
    }
    new CfnOutput(this, 'CacheEndpoint', { value: `${this.access.host}:${port}` })
    new CfnOutput(this, 'CacheSecretArn', { value: secret.secretArn })
    new CfnOutput(this, 'CacheId', { value: cache.ref })
  }

  /** ElastiCache takes 16 to 128 characters, and few that are no letters: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html */
  private makeSecret(): secretsmanager.ISecret {
    const secret = new secretsmanager.Secret(this, 'CacheSecret', {
      description: 'The password of the cache',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    })
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation needs a function, and tasks read the password only when they start.',
    })
    // CDK's own types disagree about optional properties.
    return secret as secretsmanager.ISecret
  }

  private makeCache(
    config: CacheConfig,
    { vpc, databaseSubnets }: EstateNetwork,
    group: ec2.ISecurityGroup,
    secret: secretsmanager.ISecret,
  ): elasticache.CfnReplicationGroup {
    const { engine, node, shards, replicas, multiAz, snapshotDays, maintenance } = config
    const subnets = new elasticache.CfnSubnetGroup(this, 'CacheSubnets', {
      description: 'Where the cache stands',
      subnetIds: vpc.selectSubnets(databaseSubnets).subnetIds,
    })
    const cache = new elasticache.CfnReplicationGroup(this, 'Cache', {
      replicationGroupDescription: `The cache of ${this.stackName}`,
      engine,
      engineVersion: cacheVersion(config),
      cacheNodeType: `cache.${node}`,
      // AWS makes nodes of this family with it alone: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html
      ...(node.startsWith('r6gd.') ? { dataTieringEnabled: true } : {}),
      cacheParameterGroupName: cacheParameters(config),
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [group.securityGroupId],
      port,
      ...(shards === undefined
        ? { numCacheClusters: 1 + replicas }
        : { numNodeGroups: shards, replicasPerNodeGroup: replicas }),
      multiAzEnabled: multiAz,
      // Cluster mode wants it in any case, and AWS wants a replica for it in none.
      automaticFailoverEnabled: multiAz || shards !== undefined,
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      authToken: secret.secretValue.unsafeUnwrap(),
      snapshotRetentionLimit: snapshotDays,
      ...(maintenance === undefined ? {} : { preferredMaintenanceWindow: maintenance }),
      autoMinorVersionUpgrade: true,
    })
    cache.applyRemovalPolicy(RemovalPolicy.SNAPSHOT)
    Validations.of(cache).acknowledge(
      {
        id: 'AwsSolutions-AEC5',
        reason: 'Clients expect 6379. Who may connect is decided by the security group, not by hiding the port.',
      },
      ...(multiAz
        ? []
        : [{ id: 'AwsSolutions-AEC4', reason: 'The config asks for a single zone: estate.cache.multiAz is false.' }]),
    )
    return cache
  }
}
