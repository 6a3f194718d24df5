import type { Place } from '../model.ts'
import type { ReadResource } from './resolve.ts'

/** Where the tasks of a service on Fargate are. */
export const placeOfService = (service: ReadResource): Place => {
  const network = service.part('NetworkConfiguration').part('AwsvpcConfiguration')
  return {
    name: service.text('ServiceName') ?? service.id,
    subnets: network.texts('Subnets'),
    groups: network.texts('SecurityGroups'),
    publicAddress: network.text('AssignPublicIp') === 'ENABLED',
  }
}

/** Where a database is. Its subnets are those of its group, so that a failover may move it. */
export const placeOfDatabase = (
  database: ReadResource,
  subnetGroups: readonly ReadResource[],
): { readonly place: Place; readonly port: number | undefined } => ({
  place: {
    name: database.text('DBInstanceIdentifier') ?? database.text('DBClusterIdentifier') ?? database.id,
    subnets: subnetGroups.find(({ id }) => id === database.text('DBSubnetGroupName'))?.texts('SubnetIds') ?? [],
    groups: [...database.texts('VPCSecurityGroups'), ...database.texts('VpcSecurityGroupIds')],
    publicAddress: database.flag('PubliclyAccessible') ?? false,
  },
  port: database.number('Port'),
})
