import type { Config } from '../../shared/config/schema.ts'
import { cacheHour, databaseHour, type Item } from '../prices.ts'
import { callsOf, hoursPerMonth } from '../schedules.ts'
import { estateTemplates, operationsTemplate, type Props, resourcesOf, type Template } from '../template.ts'
import { sumByItem, type Usage } from './usage.ts'

/** What no template says. */
const assumptions = {
  /** Metrics of Container Insights for a cluster with one service and one task definition on Fargate, each billed as a custom metric. */
  insightsMetrics: 24,
  /** Zones, in each of which a load balancer has a public address. */
  zones: 2,
} as const

const numberIn = (props: Props, key: string): number => Number(props[key] ?? 0)

/** The tasks that always run, one service a stack, and where they have public addresses. */
const countTasks = (template: Template): Usage[] => {
  const [service] = resourcesOf(template, 'AWS::ECS::Service')
  const [definition] = resourcesOf(template, 'AWS::ECS::TaskDefinition')
  const [target] = resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget')
  if (!service || !definition || !target) return []
  const tasks = numberIn(target.props, 'MinCapacity')
  const hours = tasks * hoursPerMonth
  const counted = `${tasks} task that always runs`
  const isPublic = JSON.stringify(service.props.NetworkConfiguration).includes('"AssignPublicIp":"ENABLED"')
  const isArm = JSON.stringify(definition.props.RuntimePlatform ?? {}).includes('"ARM64"')
  const [vcpus, gigabytes]: readonly [Item, Item] = isArm
    ? ['fargateArmVcpuHours', 'fargateArmGigabyteHours']
    : ['fargateVcpuHours', 'fargateGigabyteHours']
  return [
    { item: vcpus, quantity: (hours * numberIn(definition.props, 'Cpu')) / 1024, counted },
    { item: gigabytes, quantity: (hours * numberIn(definition.props, 'Memory')) / 1024, counted },
    { item: 'publicAddressHours', quantity: isPublic ? hours : 0, counted: `${tasks} task with a public address` },
  ]
}

/** A replica has the storage of its source, and says none. */
const countDatabases = (template: Template): Usage[] => {
  const all = resourcesOf(template, 'AWS::RDS::DBInstance')
  const storage = Math.max(0, ...all.map(({ props }) => numberIn(props, 'AllocatedStorage')))
  return all.flatMap(({ props }): Usage[] => {
    const { DBInstanceClass: size, MultiAZ: isDouble, SourceDBInstanceIdentifier: source } = props
    const copies = isDouble === true ? 2 : 1
    const counted = `${size}${source === undefined ? '' : ', a replica'}${copies === 2 ? ', with a standby' : ''}`
    return [
      { item: databaseHour(String(size)), quantity: copies * hoursPerMonth, counted },
      {
        item: 'databaseStorage',
        quantity: copies * (source === undefined ? numberIn(props, 'AllocatedStorage') : storage),
        counted,
      },
    ]
  })
}

/** Every node of every shard is billed by the hour. */
const countCaches = (template: Template): Usage[] =>
  resourcesOf(template, 'AWS::ElastiCache::ReplicationGroup').map(({ props }) => {
    const shards = numberIn(props, 'NumNodeGroups')
    const nodes =
      shards > 0 ? shards * (1 + numberIn(props, 'ReplicasPerNodeGroup')) : numberIn(props, 'NumCacheClusters')
    const [engine, type] = [String(props.Engine), String(props.CacheNodeType)]
    return {
      item: cacheHour(engine, type),
      quantity: nodes * hoursPerMonth,
      counted: `${nodes} nodes of ${type}`,
    }
  })

/** A web ACL costs the same whether anybody comes or not; what it looks at costs $0.60 a million requests beside that. */
const countWebAcls = (template: Template): Usage[] => {
  const acls = resourcesOf(template, 'AWS::WAFv2::WebACL')
  const rules = [...acls, ...resourcesOf(template, 'AWS::WAFv2::RuleGroup')].reduce(
    (sum, { props }) => sum + (Array.isArray(props.Rules) ? props.Rules.length : 0),
    0,
  )
  return [
    { item: 'webAcls', quantity: acls.length, counted: 'in the template' },
    { item: 'webAclRules', quantity: rules, counted: 'in the template' },
  ]
}

/** A regional gateway is billed, with an address, for each zone that it is in: those of the app subnets. */
const countNat = (template: Template): Usage[] => {
  const gateways = resourcesOf(template, 'AWS::EC2::NatGateway')
  const zones = resourcesOf(template, 'AWS::EC2::Subnet').filter(({ id }) => /appSubnet\d/.test(id)).length
  const regional = gateways.filter(({ props }) => props.AvailabilityMode === 'regional').length * zones
  const zonal = gateways.filter(({ props }) => props.AvailabilityMode !== 'regional').length
  const counted = regional > 0 ? `a regional one in ${zones} zones` : `${zonal} in the template`
  return [
    { item: 'natHours', quantity: (zonal + regional) * hoursPerMonth, counted },
    { item: 'publicAddressHours', quantity: regional * hoursPerMonth, counted },
  ]
}

/** Interface endpoints are billed for each zone that they are in; gateway endpoints are free. */
const countEndpoints = (template: Template): Usage[] => {
  const zones = resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(({ props }) =>
    props.VpcEndpointType === 'Interface' && Array.isArray(props.SubnetIds) ? props.SubnetIds.length : 0,
  )
  const all = zones.reduce((sum, each) => sum + each, 0)
  return [{ item: 'endpointHours', quantity: all * hoursPerMonth, counted: `${all} in the zones of the template` }]
}

/** What one stack of the estate takes in a month, by the hour. */
export const countStack = (template: Template): Usage[] => {
  const hoursOf = (item: Item, type: string, each = 1): Usage => {
    const found = resourcesOf(template, type).length * each
    return { item, quantity: found * hoursPerMonth, counted: `${found} in the template` }
  }
  const watched = resourcesOf(template, 'AWS::ECS::Cluster').filter(({ props }) =>
    JSON.stringify(props.ClusterSettings ?? []).includes('"enabled"'),
  )
  return [
    hoursOf('balancerHours', 'AWS::ElasticLoadBalancingV2::LoadBalancer'),
    hoursOf('clientVpnHours', 'AWS::EC2::ClientVpnTargetNetworkAssociation'),
    hoursOf('siteVpnHours', 'AWS::EC2::VPNConnection'),
    hoursOf('publicAddressHours', 'AWS::ElasticLoadBalancingV2::LoadBalancer', assumptions.zones),
    ...countNat(template),
    ...countEndpoints(template),
    hoursOf('publicAddressHours', 'AWS::EC2::EIP'),
    ...countWebAcls(template),
    ...countTasks(template),
    ...countDatabases(template),
    ...countCaches(template),
    {
      item: 'secrets',
      quantity: resourcesOf(template, 'AWS::SecretsManager::Secret').length,
      counted: 'in the template',
    },
    { item: 'keys', quantity: resourcesOf(template, 'AWS::KMS::Key').length, counted: 'in the template' },
    {
      item: 'customMetrics',
      quantity: watched.length * assumptions.insightsMetrics,
      counted: `Container Insights: ${assumptions.insightsMetrics} for each cluster`,
    },
  ]
}

/** What the estate takes in a month in which nobody visits it: what is billed by the hour, used or not. */
export const countEstate = (config: Config): Usage[] => {
  const usages = estateTemplates(config).flatMap(countStack)
  const looks = config.estate?.database ? callsOf(operationsTemplate(config), 0).collects : 0
  const all: Usage[] = [
    ...usages,
    { item: 'metricReads', quantity: looks, counted: "the collector's look at the free storage of the database" },
  ]
  return sumByItem(all.filter(({ quantity }) => quantity > 0))
}
