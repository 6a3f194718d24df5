import { RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as rds from 'aws-cdk-lib/aws-rds'
import { type DatabaseConfig, replicasOf } from '../../../shared/config/estate/database-schema.ts'
import { replicaIdsOf } from '../../../shared/stacks/database-ids.ts'

export interface ReplicasProps {
  readonly config: DatabaseConfig
  /** Identifier of the database. */
  readonly databaseId: string
  readonly source: rds.DatabaseInstance
  /** What the source has as well. */
  readonly shared: Pick<
    rds.DatabaseInstanceReadReplicaProps,
    | 'vpc'
    | 'securityGroups'
    | 'port'
    | 'parameterGroup'
    | 'iamAuthentication'
    | 'storageType'
    | 'maxAllocatedStorage'
    | 'performanceInsightEncryptionKey'
    | 'cloudwatchLogsExports'
  >
}

/**
 * Copies of the database that may be read. They stand where it stands and let in whom it lets in. Nothing is in them that is not in it: they
 * go with the config, without a snapshot, of which RDS takes none of a replica.
 */
export const makeReplicas = (
  stack: Stack,
  { config, databaseId, source, shared }: ReplicasProps,
): readonly rds.DatabaseInstanceReadReplica[] => {
  const { count, instance, multiAz } = replicasOf(config)
  const subnetGroup = source.node.findChild('SubnetGroup') as rds.SubnetGroup
  const replicas: rds.DatabaseInstanceReadReplica[] = []
  for (const [index, instanceIdentifier] of replicaIdsOf(databaseId, count).entries()) {
    const replica = new rds.DatabaseInstanceReadReplica(stack, `Replica${index + 1}`, {
      ...shared,
      instanceIdentifier,
      // CDK's own types disagree about optional properties.
      sourceDatabaseInstance: source as rds.IDatabaseInstance,
      instanceType: new ec2.InstanceType(instance),
      subnetGroup,
      publiclyAccessible: false,
      multiAz,
      copyTagsToSnapshot: true,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
      autoMinorVersionUpgrade: true,
      enablePerformanceInsights: true,
    })
    Validations.of(replica).acknowledge(
      {
        id: 'AwsSolutions-RDS2',
        reason:
          'A replica in the same region is encrypted as its source is, which is; CloudFormation wants the property left out.',
      },
      {
        id: 'AwsSolutions-RDS10',
        reason: 'A replica holds what its source holds, which is protected; the config decides how many there are.',
      },
      {
        id: 'AwsSolutions-RDS11',
        reason: 'Clients expect the port of the source. Who may connect is decided by the security group.',
      },
      ...(multiAz
        ? []
        : [
            {
              id: 'AwsSolutions-RDS3',
              reason: 'The config asks for no standby of replicas: estate.database.replicas.multiAz.',
            },
          ]),
    )
    // One after the other: RDS begins each with a snapshot, for which the source has to be available.
    const before = replicas.at(-1)
    if (before) replica.node.addDependency(before)
    replicas.push(replica)
  }
  return replicas
}
