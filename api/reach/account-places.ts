import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs'
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  type DBInstance,
  DescribeDBInstancesCommand,
  paginateDescribeDBProxies,
  paginateDescribeDBProxyTargets,
  RDSClient,
} from '@aws-sdk/client-rds'
import type { Glance } from '../../shared/glance.ts'
import { balancerOf, type DescribedBalancer } from '../../shared/reach/account/elb-shapes.ts'
import type { NamedEnd } from '../../shared/reach/estate/ends.ts'
import type { Balancer, Place } from '../../shared/reach/model.ts'
import { anyClientPorts } from '../../shared/reach/network.ts'
import { portOfProxy } from '../../shared/reach/templates/places.ts'
import type { Deployment } from '../deployment.ts'

type Asked = Pick<Deployment, 'outputs' | 'connect'>

const placeOfService = ({ networkConfiguration }: Service): Place | undefined => {
  const { subnets, securityGroups = [], assignPublicIp } = networkConfiguration?.awsvpcConfiguration ?? {}
  return subnets && { name: 'web', subnets, groups: securityGroups, publicAddress: assignPublicIp === 'ENABLED' }
}

const readService = async ({ outputs, connect }: Asked, glance: Glance): Promise<Service | undefined> => {
  const { WebClusterName: cluster, WebServiceName: name } = outputs
  if (!cluster || !name) return undefined
  return glance(`the service ${name}`, async (send) => {
    const { services = [] } = await connect(ECSClient).send(
      new DescribeServicesCommand({ cluster, services: [name] }),
      send,
    )
    return services[0]
  })
}

const placeOfDatabase = ({ DBSubnetGroup, VpcSecurityGroups = [], PubliclyAccessible }: DBInstance): Place => ({
  name: 'database',
  subnets: (DBSubnetGroup?.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
  groups: VpcSecurityGroups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
  publicAddress: PubliclyAccessible ?? false,
})

const readDatabase = async ({ outputs, connect }: Asked, glance: Glance): Promise<NamedEnd[]> => {
  const { DatabaseId: DBInstanceIdentifier } = outputs
  if (!DBInstanceIdentifier) return []
  const found = await glance(`the database ${DBInstanceIdentifier}`, async (send) => {
    const { DBInstances = [] } = await connect(RDSClient).send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
      send,
    )
    return DBInstances[0]
  })
  if (!found) return []
  const port = found.Endpoint?.Port ?? found.DbInstancePort
  return [
    {
      name: 'database',
      end: { place: placeOfDatabase(found) },
      ports: port ? [port] : [],
      sort: 'database',
      resource: DBInstanceIdentifier,
    },
  ]
}

/** Proxies of RDS in this network, each with the databases behind it. */
const readProxies = async ({ outputs, connect }: Asked, vpc: string, glance: Glance): Promise<NamedEnd[]> => {
  if (!outputs.DatabaseId) return []
  const client = connect(RDSClient)
  const found = await glance('the proxies of RDS', () =>
    pages(paginateDescribeDBProxies({ client }, {}), ({ DBProxies }) => DBProxies),
  )
  const ours = (found ?? []).filter(({ VpcId }) => VpcId === vpc)
  return Promise.all(
    ours.map(async (proxy, index): Promise<NamedEnd> => {
      const { DBProxyName, EngineFamily, VpcSubnetIds = [], VpcSecurityGroupIds = [] } = proxy
      const targets = await glance(`the databases of the proxy ${DBProxyName}`, () =>
        pages(paginateDescribeDBProxyTargets({ client }, { DBProxyName }), ({ Targets }) => Targets),
      )
      const name = ours.length === 1 ? 'proxy' : `proxy-${index + 1}`
      const port = portOfProxy(EngineFamily)
      return {
        name,
        end: { place: { name, subnets: VpcSubnetIds, groups: VpcSecurityGroupIds, clientPorts: anyClientPorts } },
        ports: port === undefined ? [] : [port],
        sort: 'proxy',
        behind: (targets ?? []).flatMap(({ RdsResourceId }) => RdsResourceId ?? []),
      }
    }),
  )
}

const readJobs = async ({ outputs, connect }: Asked, glance: Glance): Promise<NamedEnd[]> => {
  const { StartJobFunction: FunctionName } = outputs
  if (!FunctionName) return []
  const variables = await glance('the function that starts jobs', async (send) => {
    const { Environment } = await connect(LambdaClient).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
      send,
    )
    return Environment?.Variables
  })
  const { SUBNETS, SECURITY_GROUPS, ASSIGN_PUBLIC_IP } = variables ?? {}
  if (!SUBNETS || !SECURITY_GROUPS) return []
  const place = {
    name: 'jobs',
    subnets: SUBNETS.split(','),
    groups: SECURITY_GROUPS.split(','),
    publicAddress: ASSIGN_PUBLIC_IP === 'true',
  }
  return [{ name: 'jobs', end: { place }, ports: [], sort: 'jobs' }]
}

const pages = async <Page, Item>(all: AsyncIterable<Page>, itemsOf: (page: Page) => readonly Item[] | undefined) => {
  const items: Item[] = []
  for await (const page of all) items.push(...(itemsOf(page) ?? []))
  return items
}

/** The balancers of a VPC, with the service behind them. */
const readBalancers = async (
  { connect }: Asked,
  vpc: string,
  service: Service | undefined,
  glance: Glance,
): Promise<Balancer[]> => {
  const client = connect(ElasticLoadBalancingV2Client)
  const [balancers = [], groups] = await Promise.all([
    glance('the load balancers', () =>
      pages(paginateDescribeLoadBalancers({ client }, {}), (page) => page.LoadBalancers),
    ),
    glance('the target groups', () => pages(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups)),
  ])
  const place = service && placeOfService(service)
  const targets = Object.fromEntries(
    (service?.loadBalancers ?? []).flatMap(({ targetGroupArn }) =>
      targetGroupArn ? [[targetGroupArn, place] as const] : [],
    ),
  )
  const ours = balancers.filter(({ VpcId }) => VpcId === vpc)
  const described = await Promise.all(
    ours.map(async (balancer): Promise<DescribedBalancer> => {
      const { LoadBalancerArn, LoadBalancerName } = balancer
      const listeners = await glance(`the listeners of ${LoadBalancerName}`, async (send) => {
        return (await client.send(new DescribeListenersCommand({ LoadBalancerArn }), send)).Listeners ?? []
      })
      const actions = await Promise.all(
        (listeners ?? []).map(async ({ ListenerArn = '' }) => {
          const rules = await glance(`the rules of ${LoadBalancerName}`, async (send) => {
            return (await client.send(new DescribeRulesCommand({ ListenerArn }), send)).Rules ?? []
          })
          return [ListenerArn, rules?.flatMap(({ Actions = [] }) => Actions)] as const
        }),
      )
      return { balancer, listeners, actions: Object.fromEntries(actions), groups, targets }
    }),
  )
  return described.map(balancerOf)
}

/** What of a deployment calls or is called, and the balancers before it: by the outputs of its stacks. */
export const readPlaces = async (
  asked: Asked,
  vpc: string,
  glance: Glance,
): Promise<{ readonly ends: readonly NamedEnd[]; readonly balancers: readonly Balancer[] }> => {
  const [service, databases, proxies, jobs] = await Promise.all([
    readService(asked, glance),
    readDatabase(asked, glance),
    readProxies(asked, vpc, glance),
    readJobs(asked, glance),
  ])
  const balancers = await readBalancers(asked, vpc, service, glance)
  const place = service && placeOfService(service)
  const ports = (service?.loadBalancers ?? []).flatMap(({ containerPort }) => containerPort ?? [])
  return {
    balancers,
    ends: [
      { name: 'internet', end: { internet: true }, ports: [], sort: 'internet' },
      ...balancers.map(
        ({ id, listeners, addresses }, index): NamedEnd => ({
          name: balancers.length === 1 ? 'balancer' : `balancer-${index + 1}`,
          end: { balancer: id },
          ports: [...new Set(listeners.map(({ port }) => port))],
          sort: 'balancer',
          ipv6: addresses === 'dual',
        }),
      ),
      ...(place
        ? [
            {
              name: 'web',
              end: { place },
              ports,
              sort: 'service',
              task: { files: [], exec: service.enableExecuteCommand ?? false },
            } satisfies NamedEnd,
          ]
        : []),
      ...proxies,
      ...databases,
      ...jobs,
    ],
  }
}
