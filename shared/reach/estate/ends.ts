import type { Place } from '../model.ts'
import { nfsPort } from '../nfs-port.ts'
import type { End } from '../question.ts'
import { tryRange } from '../spans.ts'
import {
  placeOfCache,
  placeOfClients,
  placeOfDatabase,
  placeOfFiles,
  placeOfProxy,
  placeOfService,
} from '../templates/places.ts'
import { type ReadResource, resolverOf, type StackTemplate } from '../templates/resolve.ts'
import { type Shelf, shelfOf } from '../templates/shelf.ts'
import { type KnownMounts, placesOfMounts } from './volumes.ts'

/** Something that a question may begin or end at, by the name that a person calls it. */
export interface NamedEnd {
  readonly name: string
  readonly end: End
  /** The ports that it listens on, where that is known. */
  readonly ports: readonly number[]
  /** Whether it answers by IPv6 as well. Default false. */
  readonly ipv6?: boolean
  /** Whether it has no IPv6 address, though its subnets may have some. Default false. */
  readonly ipv4Only?: boolean
  /** What sort of thing it is. */
  readonly sort:
    | 'internet'
    | 'balancer'
    | 'service'
    | 'proxy'
    | 'database'
    | 'cache'
    | 'files'
    | 'jobs'
    | 'connect'
    | 'peer'
    | 'clients'
  /** Resource that it was read from. */
  readonly resource?: string
  /** Of a proxy: the resources of the databases behind it. */
  readonly behind?: readonly string[]
  /** Of a balancer: ports on which only a new version is tried, before it gets everybody. */
  readonly testPorts?: readonly number[]
  /** Of a service: what its tasks have to reach beside what the config says. */
  readonly task?: TaskEnds
}

/** What the tasks of a service have to reach, from their task definition. */
export interface TaskEnds {
  /** Resources of file systems that they mount. */
  readonly files: readonly string[]
  /** Whether somebody may open a shell in them: by ECS Exec, over Session Manager. */
  readonly exec: boolean
}

const taskEndsOf = (shelf: Shelf, service: ReadResource): TaskEnds => {
  const id = service.text('TaskDefinition')
  const definition = shelf.of('AWS::ECS::TaskDefinition').find((each) => each.id === id)
  return {
    files: (definition?.items('Volumes') ?? []).flatMap(
      (volume) => volume.part('EFSVolumeConfiguration').text('FilesystemId') ?? [],
    ),
    exec: service.flag('EnableExecuteCommand') ?? false,
  }
}

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((each) => each !== '')

/** Where jobs run that name no network of their own: the function that starts them has it in its environment. */
const jobsPlace = (shelf: Shelf): Place | undefined => {
  for (const fn of shelf.of('AWS::Lambda::Function')) {
    const variables = fn.part('Environment').part('Variables')
    const groups = list(variables.text('SECURITY_GROUPS'))
    if (groups.length > 0)
      return {
        name: 'jobs',
        subnets: list(variables.text('SUBNETS')),
        groups,
        publicAddress: variables.text('ASSIGN_PUBLIC_IP') === 'true',
      }
  }
  return undefined
}

/** The service that names where `nightshift connect` starts its task: it is never at more than none, and nothing calls it. */
const isForConnect = (service: ReadResource): boolean =>
  service.number('DesiredCount') === 0 && service.items('LoadBalancers').length === 0

const serviceName = /^service:([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)?)$/

/** An end by what a person calls it: a name, a range, or a service. @returns nothing for what does not exist */
export const findEnd = (ends: readonly NamedEnd[], text: string, region: string): End | undefined => {
  const known = ends.find(({ name }) => name === text)
  if (known) return known.end
  if (tryRange(text)) return { internet: [text] }
  const [, service] = serviceName.exec(text) ?? []
  return service === undefined ? undefined : { service, region }
}

/** For a person: what there is. */
export const endNames = (ends: readonly NamedEnd[]): string => ends.map(({ name }) => name).join(', ')

const proxiesOf = (shelf: Shelf): NamedEnd[] =>
  shelf.of('AWS::RDS::DBProxy').map((proxy) => {
    const { place, port, databases } = placeOfProxy(
      proxy,
      shelf.about('AWS::RDS::DBProxyTargetGroup', 'DBProxyName', proxy.id),
    )
    return {
      name: 'proxy',
      end: { place: { ...place, name: 'proxy' } },
      ports: port === undefined ? [] : [port],
      sort: 'proxy',
      behind: databases,
    }
  })

/** The networks on the other side of peerings, by the ranges to which routes lead there; each has an output with its name. */
const peersOf = (shelf: Shelf, stacks: readonly StackTemplate[]): NamedEnd[] => {
  const { text } = resolverOf(stacks)
  return shelf.of('AWS::EC2::VPCPeeringConnection').flatMap((peering): NamedEnd[] => {
    const outputs = Object.entries(peering.stack.template.Outputs ?? {})
    const [output = ''] = outputs.find(([, { Value }]) => text(peering.stack, Value) === peering.id) ?? []
    const cidrs = shelf
      .about('AWS::EC2::Route', 'VpcPeeringConnectionId', peering.id)
      .flatMap((route) => route.text('DestinationCidrBlock') ?? [])
    const name = output.replace(/^Peering/, '').replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`)
    return name === '' || cidrs.length === 0
      ? []
      : [{ name: `peer-${name.toLowerCase()}`, end: { internet: [...new Set(cidrs)] }, ports: [], sort: 'peer' }]
  })
}

/** Clients of a VPN, and what is behind a VPN gateway. */
const vpnsOf = (shelf: Shelf): NamedEnd[] => [
  ...shelf.of('AWS::EC2::ClientVpnEndpoint').map((endpoint): NamedEnd => {
    const about = (kind: string) => shelf.about(`AWS::EC2::ClientVpn${kind}`, 'ClientVpnEndpointId', endpoint.id)
    const place = placeOfClients(endpoint, about('TargetNetworkAssociation'), about('AuthorizationRule'))
    return { name: 'vpn-clients', end: { place: { ...place, name: 'vpn-clients' } }, ports: [], sort: 'clients' }
  }),
  ...shelf.of('AWS::EC2::VPNGateway').flatMap((gateway): NamedEnd[] => {
    const cidrs = shelf
      .about('AWS::EC2::Route', 'GatewayId', gateway.id)
      .flatMap((route) => route.text('DestinationCidrBlock') ?? [])
    return cidrs.length === 0
      ? []
      : [{ name: 'on-premises', end: { internet: [...new Set(cidrs)] }, ports: [], sort: 'peer' }]
  }),
]

/** Ports of a balancer on which ECS lets a new version be tried. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html */
const testPortsOf = (shelf: Shelf, listeners: readonly ReadResource[]): number[] => {
  const rules = new Set(
    shelf
      .of('AWS::ECS::Service')
      .flatMap((service) => service.items('LoadBalancers'))
      .flatMap((each) => each.part('AdvancedConfiguration').text('TestListenerRule') ?? []),
  )
  const tested = shelf
    .of('AWS::ElasticLoadBalancingV2::ListenerRule')
    .flatMap((rule) => (rules.has(rule.id) ? (rule.text('ListenerArn') ?? []) : []))
  return listeners.flatMap((each) => (tested.includes(each.id) ? (each.number('Port') ?? []) : []))
}

/** A name of which there is one: `balancer`; of several each has the name of its stack before it. */
const distinct = (ends: readonly NamedEnd[]): NamedEnd[] => {
  const counts = new Map<string, number>()
  for (const { name } of ends) counts.set(name, (counts.get(name) ?? 0) + 1)
  const used = new Map<string, number>()
  return ends.map((each) => {
    if ((counts.get(each.name) ?? 0) < 2) return each
    const number = (used.get(each.name) ?? 0) + 1
    used.set(each.name, number)
    return { ...each, name: `${each.name}-${number}` }
  })
}

const filesEnd = ({ place, resource }: { readonly place: Place; readonly resource: string }): NamedEnd => ({
  name: 'files',
  end: { place: { ...place, name: 'files' } },
  ports: [nfsPort],
  sort: 'files',
  resource,
})

/** What the stacks of a deployment make that calls or is called, by name, and where the file systems of others can be mounted. */
export const endsOf = (stacks: readonly StackTemplate[], mounts: readonly KnownMounts[] = []): readonly NamedEnd[] => {
  const shelf = shelfOf(stacks)
  const subnetGroups = shelf.of('AWS::RDS::DBSubnetGroup')
  const jobs = jobsPlace(shelf)
  const databases = [...shelf.of('AWS::RDS::DBInstance'), ...shelf.of('AWS::RDS::DBCluster')]
    // Those of a cluster are where it is.
    .filter((each) => each.raw('DBClusterIdentifier') === undefined || each.type === 'AWS::RDS::DBCluster')
    .map((each) => ({
      ...placeOfDatabase(each, subnetGroups),
      name: each.raw('SourceDBInstanceIdentifier') === undefined ? 'database' : 'reader',
      resource: each.id,
    }))
    // A replica in its source's region need not have a subnet group of its own.
    .filter(({ place }) => place.subnets.length > 0)
  const cacheGroups = shelf.of('AWS::ElastiCache::SubnetGroup')
  const caches = ['ReplicationGroup', 'CacheCluster', 'ServerlessCache'].flatMap((kind) =>
    shelf.of(`AWS::ElastiCache::${kind}`).map((each) => placeOfCache(each, cacheGroups)),
  )
  const files = shelf.of('AWS::EFS::FileSystem').map((each) => ({
    resource: each.id,
    place: placeOfFiles(shelf.about('AWS::EFS::MountTarget', 'FileSystemId', each.id)),
  }))
  return distinct([
    { name: 'internet', end: { internet: true }, ports: [], sort: 'internet' },
    ...shelf.of('AWS::ElasticLoadBalancingV2::LoadBalancer').map((balancer): NamedEnd => {
      const listeners = shelf.about('AWS::ElasticLoadBalancingV2::Listener', 'LoadBalancerArn', balancer.id)
      const testPorts = testPortsOf(shelf, listeners)
      return {
        name: 'balancer',
        end: { balancer: balancer.id },
        ports: listeners.flatMap((each) => each.number('Port') ?? []),
        ipv6: (balancer.text('IpAddressType') ?? 'ipv4') !== 'ipv4',
        sort: 'balancer',
        ...(testPorts.length > 0 ? { testPorts } : {}),
      }
    }),
    ...shelf.of('AWS::ECS::Service').map((service): NamedEnd => {
      const name = isForConnect(service) ? 'connect' : 'web'
      return {
        name,
        end: { place: { ...placeOfService(service), name } },
        ports: service.items('LoadBalancers').flatMap((each) => each.number('ContainerPort') ?? []),
        sort: name === 'connect' ? 'connect' : 'service',
        task: taskEndsOf(shelf, service),
      }
    }),
    ...proxiesOf(shelf),
    ...databases.map(
      ({ name, place, port, resource }): NamedEnd => ({
        name,
        end: { place: { ...place, name } },
        ports: port === undefined ? [] : [port],
        sort: 'database',
        resource,
      }),
    ),
    ...caches.map(
      ({ place, port }): NamedEnd => ({
        name: 'cache',
        end: { place: { ...place, name: 'cache' } },
        ports: [port],
        sort: 'cache',
      }),
    ),
    ...files.map(filesEnd),
    // EFS gives a mount target IPv4 alone unless it is asked for more: https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
    ...placesOfMounts(shelf, mounts, jobs?.subnets ?? []).map((each) => ({ ...filesEnd(each), ipv4Only: true })),
    ...peersOf(shelf, stacks),
    ...vpnsOf(shelf),
    ...(jobs ? [{ name: 'jobs', end: { place: jobs }, ports: [], sort: 'jobs' as const }] : []),
  ])
}
