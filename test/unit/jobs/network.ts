import type {
  Endpoint,
  NetworkFacts,
  Rule,
  SecurityGroup,
  Target,
} from '../../../functions/jobs/surroundings/reach-facts.ts'

export const region = 'ap-northeast-2'

export const rule = (peer: Partial<Pick<Rule, 'cidrs' | 'groups' | 'prefixLists'>>, from = 443, to = from): Rule => ({
  from,
  to,
  cidrs: [],
  groups: [],
  prefixLists: [],
  ...peer,
})

const anywhere = rule({ cidrs: ['0.0.0.0/0'] }, 0, 65_535)

export const group = (id: string, rules: Partial<SecurityGroup> = {}): SecurityGroup => ({
  id,
  inward: [],
  outward: [anywhere],
  ...rules,
})

export const natRoute = { to: '0.0.0.0/0', by: 'nat-1', isBlackhole: false }
export const igwRoute = { to: '0.0.0.0/0', by: 'igw-1', isBlackhole: false }
export const localRoute = { to: '10.1.0.0/16', by: 'local', isBlackhole: false }
export const s3Route = { to: 'pl-5', by: 'vpce-s3', isBlackhole: false }

export const s3Gateway: Endpoint = {
  id: 'vpce-s3',
  service: 's3',
  kind: 'gateway',
  isAvailable: true,
  answersName: false,
  subnets: [],
}

export const interfaceFor = (service: string, changes: Partial<Endpoint> = {}): Endpoint => ({
  id: `vpce-${service}`,
  service,
  kind: 'interface',
  isAvailable: true,
  answersName: true,
  // In the other zone, which makes no difference.
  subnets: [{ id: 'subnet-b', cidr: '10.1.1.32/27' }],
  groups: [group('sg-endpoint', { inward: [rule({ groups: ['sg-task'] })] })],
  ...changes,
})

/** A private subnet without any way out; tests add what they need. */
export const isolated = (changes: Partial<NetworkFacts> = {}): NetworkFacts => ({
  region,
  subnet: { id: 'subnet-a', cidr: '10.1.1.0/27' },
  vpc: { id: 'vpc-1', cidrs: ['10.1.0.0/16'], dnsSupport: true, dnsHostnames: true },
  assignPublicIp: false,
  routeTable: { id: 'rtb-1', routes: [localRoute] },
  endpoints: [],
  groups: [group('sg-task')],
  ...changes,
})

export const routes = (...more: NonNullable<NetworkFacts['routeTable']>['routes']) => ({
  routeTable: { id: 'rtb-1', routes: [localRoute, ...more] },
})

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
