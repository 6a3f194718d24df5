import type { Place } from '../model.ts'
import { anyClientPorts } from '../network.ts'
import { type ReadResource, unknownId } from './resolve.ts'

/** The subnet that something names, if it names one. */
export const subnetOf = (each: ReadResource): readonly string[] =>
  each.raw('SubnetId') === undefined ? [] : [each.text('SubnetId') ?? unknownId]

/** Where the tasks of a service on Fargate are. */
export const placeOfService = (service: ReadResource): Place => {
  const network = service.part('NetworkConfiguration').part('AwsvpcConfiguration')
  return {
    name: service.text('ServiceName') ?? service.id,
    subnets: network.ids('Subnets'),
    groups: network.ids('SecurityGroups'),
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
    subnets: subnetGroups.find(({ id }) => id === database.text('DBSubnetGroupName'))?.ids('SubnetIds') ?? [],
    groups: [...database.ids('VPCSecurityGroups'), ...database.ids('VpcSecurityGroupIds')],
    publicAddress: database.flag('PubliclyAccessible') ?? false,
  },
  port: database.number('Port') ?? portOfEngine(database.text('Engine')),
})

/** Where clients of a VPN call from: addresses of its endpoint, in each subnet that it is associated with. */
export const placeOfClients = (
  endpoint: ReadResource,
  associations: readonly ReadResource[],
  rules: readonly ReadResource[],
): Place => ({
  subnets: associations.flatMap(subnetOf),
  groups: endpoint.ids('SecurityGroupIds'),
  clientPorts: anyClientPorts,
  mayCall: rules.flatMap((each) => each.text('TargetNetworkCidr') ?? []),
})

const proxyPorts: Readonly<Record<string, number>> = { POSTGRESQL: 5432, MYSQL: 3306, SQLSERVER: 1433 }

/** The port of a proxy of RDS, by the family of its engine. */
export const portOfProxy = (family = ''): number | undefined => proxyPorts[family]

/** Where a proxy of RDS is, and the databases behind it. It listens on the port of its engine. */
export const placeOfProxy = (
  proxy: ReadResource,
  targetGroups: readonly ReadResource[],
): { readonly place: Place; readonly port: number | undefined; readonly databases: readonly string[] } => ({
  place: {
    name: proxy.text('DBProxyName') ?? proxy.id,
    subnets: proxy.ids('VpcSubnetIds'),
    groups: proxy.ids('VpcSecurityGroupIds'),
    clientPorts: anyClientPorts,
  },
  port: portOfProxy(proxy.text('EngineFamily')),
  databases: targetGroups.flatMap((each) => [
    ...each.texts('DBInstanceIdentifiers'),
    ...each.texts('DBClusterIdentifiers'),
  ]),
})

/** Where an ElastiCache cache is: a replication group, a cluster or a serverless one. Without a port of its own it has its engine's. */
export const placeOfCache = (
  cache: ReadResource,
  subnetGroups: readonly ReadResource[],
): { readonly place: Place; readonly port: number } => {
  const group = subnetGroups.find(({ id }) => id === cache.text('CacheSubnetGroupName'))
  return {
    place: {
      subnets: [...(group?.ids('SubnetIds') ?? []), ...cache.ids('SubnetIds')],
      groups: [...cache.ids('SecurityGroupIds'), ...cache.ids('VpcSecurityGroupIds')],
    },
    port: cache.number('Port') ?? (cache.text('Engine') === 'memcached' ? 11_211 : 6379),
  }
}

/** Where a file system is: its mount targets, each with a group. Of several groups it has what all of them have. */
export const placeOfFiles = (mountTargets: readonly ReadResource[]): Place => {
  const lists = mountTargets.map((each) => each.ids('SecurityGroups'))
  return {
    subnets: mountTargets.flatMap(subnetOf),
    groups: (lists[0] ?? []).filter((id) => lists.every((each) => each.includes(id))),
  }
}

const enginePorts: readonly (readonly [RegExp, number])[] = [
  [/postgres/, 5432],
  [/mysql|mariadb/, 3306],
  [/oracle/, 1521],
  [/sqlserver/, 1433],
]

/** The port of a database that has none of its own in the template. */
export const portOfEngine = (engine: string | undefined): number | undefined =>
  enginePorts.find(([name]) => engine !== undefined && name.test(engine))?.[1]
