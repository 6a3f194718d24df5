import type { Target, TaskNetwork } from '../../../functions/jobs/surroundings/task-network.ts'
import type { Endpoint, GroupRule, ReachModel, Route, SecurityGroup, Subnet, Vpc } from '../../../shared/reach/model.ts'

export const region = 'ap-northeast-2'

export const rule = (peer: GroupRule['peer'], from = 443, to = from): GroupRule => ({
  protocol: 'tcp',
  from,
  to,
  peer,
})

const anywhere = rule({ cidr: '0.0.0.0/0' }, 0, 65_535)

export const group = (id: string, rules: Partial<SecurityGroup> = {}): SecurityGroup => ({
  id,
  vpc: 'vpc-1',
  inward: [],
  outward: [anywhere],
  ...rules,
})

export const natRoute: Route = { to: '0.0.0.0/0', by: 'nat-1' }
export const igwRoute: Route = { to: '0.0.0.0/0', by: 'igw-1' }
export const s3Route: Route = { to: 'pl-5', by: 'vpce-s3' }

export const s3Gateway: Endpoint = { id: 'vpce-s3', vpc: 'vpc-1', service: 's3', kind: 'gateway' }

/** Its group, which the tests' networks have as well, lets the task in. */
export const interfaceFor = (service: string, changes: Partial<Endpoint> = {}): Endpoint => ({
  id: `vpce-${service}`,
  vpc: 'vpc-1',
  service,
  kind: 'interface',
  // In the other zone, which makes no difference.
  subnets: ['subnet-b'],
  groups: ['sg-endpoint'],
  ...changes,
})

/** What is changed of a private subnet without any way out. */
export interface Changes {
  readonly subnet?: string
  readonly vpc?: Partial<Vpc>
  readonly own?: Partial<Subnet>
  readonly assignPublicIp?: boolean
  /** Beside the local one. `unknown`: they could not be read. */
  readonly routes?: readonly Route[] | 'unknown'
  readonly endpoints?: readonly Endpoint[]
  readonly groups?: readonly SecurityGroup[]
  readonly acls?: ReachModel['acls']
}

export const isolated = (changes: Changes = {}): TaskNetwork => {
  const { subnet = 'subnet-a', routes: routing = [], endpoints = [], groups = [] } = changes
  const written = new Set(groups.map(({ id }) => id))
  const usual = [group('sg-task'), group('sg-endpoint', { inward: [rule({ group: 'sg-task' })] })]
  return {
    region,
    place: {
      name: 'the task',
      subnets: [subnet],
      groups: ['sg-task'],
      publicAddress: changes.assignPublicIp ?? false,
    },
    model: {
      vpcs: [{ id: 'vpc-1', region, cidrs: ['10.1.0.0/16'], ...changes.vpc }],
      subnets: [
        { id: 'subnet-b', vpc: 'vpc-1', cidrs: ['10.1.1.32/27'], routeTable: 'rtb-b' },
        { id: 'subnet-p', vpc: 'vpc-1', cidrs: ['10.1.1.64/27'], routeTable: 'rtb-p' },
        { id: subnet, vpc: 'vpc-1', cidrs: ['10.1.1.0/27'], routeTable: 'rtb-1', ...changes.own },
      ],
      routeTables: [
        ...(routing === 'unknown' ? [] : [{ id: 'rtb-1', vpc: 'vpc-1', routes: routing }]),
        { id: 'rtb-b', vpc: 'vpc-1', routes: [] },
        { id: 'rtb-p', vpc: 'vpc-1', routes: [igwRoute] },
      ],
      gateways: [{ id: 'igw-1', kind: 'internet', vpc: 'vpc-1' }],
      nats: [{ id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-p' }],
      prefixLists: [{ id: 'pl-5', service: 's3' }],
      endpoints,
      groups: [...groups, ...usual.filter(({ id }) => !written.has(id))],
      acls: changes.acls ?? [],
    },
  }
}

export const routes = (...all: readonly Route[]): Changes => ({ routes: all })

export const file: Target = {
  what: 'the environment file s3://shop/report.env',
  service: 's3',
  region,
  asks: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/report.env' },
}
export const secret: Target = {
  what: 'the secret',
  service: 'secretsmanager',
  region,
  asks: {
    action: 'secretsmanager:GetSecretValue',
    resource: `arn:aws:secretsmanager:${region}:111122223333:secret:shop-AbCdEf`,
  },
}
export const publicImage: Target = { what: 'the image nginx', region: '' }
