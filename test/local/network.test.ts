import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail'
import {
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeFlowLogsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { App } from 'aws-cdk-lib'
import { whoDid } from '../../api/audits.ts'
import { invalidate } from '../../api/edge.ts'
import { AuditStack } from '../../infra/stacks/audit.ts'
import { EdgeStack } from '../../infra/stacks/edge.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { PeerStack } from '../../infra/stacks/peer.ts'
import { WebStack } from '../../infra/stacks/web.ts'
import { deployAssembly } from '../../local/deploy.ts'
import { askView } from '../../local/tour/requests.ts'
import type { NewNetwork } from '../../shared/config/estate/network-schema.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import type { Config } from '../../shared/config/schema.ts'
import { trailSchema } from '../../shared/config/trail/schema.ts'
import { connector } from '../../shared/connect.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator()
const outdir = mkdtempSync(join(tmpdir(), 'nightshift-network-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

const there = 'ap-northeast-1'
/** Address of the load balancer, once it is there. */
let balancer = ''
const cidr = '192.168.10.0/24'
const networkOf = (network: object): NewNetwork => estateSchema.parse({ network }).network as NewNetwork

const webChoices = {
  image: '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1',
  secrets: { KEY: { ssm: '/shop/key' } },
  environmentFiles: ['s3://shop-config/web.env'],
  cpu: 512,
  memory: 1024,
  architecture: 'arm64',
  scaling: { requests: 500, backlog: { queue: 'orders', perTask: 20 }, steps: [{ cpu: 85, add: 2 }] },
  stickiness: '1 hour',
  testListener: { from: ['203.0.113.0/24'] },
  rules: {
    gone: { priority: 5, paths: ['/old/*'], respond: { status: 410, body: 'Gone.' } },
    moved: { priority: 10, paths: ['/blog'], redirect: { host: 'blog.shop.example', path: '/' } },
  },
}

/** Every choice that the emulator can make something of: ours, and another deployment in another region. */
const synthesise = (): string => {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'))
  const app = new App({ outdir, analyticsReporting: false, context: { ...context, 'aws:cdk:bundling-stacks': [] } })
  const tokyo = new NetworkStack(app, 'shop-tokyo-network', {
    env: { region: there },
    config: networkOf({
      cidr,
      public: ['192.168.10.0/28'],
      app: ['192.168.10.16/28'],
      database: [],
      zones: ['a'],
    }),
  })
  // Of two deployments in one assembly, one may have an output of that name.
  tokyo.node.tryRemoveChild('VpcId')
  const written = networkOf({
    nat: 'one',
    zones: ['a', 'c'],
    endpoints: ['ecr.api', 'logs'],
    acls: 'database',
    flowLogs: { s3: true },
    ipv6: true,
  })
  const peer = { region: there, cidr, mayReach: [], vpcId: tokyo.network.vpc.vpcId }
  const config = { ...written, peers: { tokyo: peer } }
  const near = new NetworkStack(app, 'shop-network', { env: { region }, config, endpoints: ['ecr.api', 'logs'] })
  near.addStackDependency(tokyo)
  const far = new PeerStack(app, 'shop-peer-tokyo', {
    env: { region: there },
    peer,
    peeringId: near.peerings.get('tokyo') ?? '',
    cidr: config.cidr,
  })
  far.addStackDependency(near)
  new AuditStack(app, 'shop-audit', {
    env: { region },
    deployment: 'shop',
    config: trailSchema.parse({ key: 'own', logs: true, insights: ['call-rate'], data: { buckets: 'all' } }),
  })
  const { edge } = estateSchema.parse({ network: {}, edge: { site: {}, cached: ['/img/*'] } })
  if (edge)
    new EdgeStack(app, 'shop-edge', {
      env: { region },
      deployment: 'shop',
      config: edge,
      web: { domainName: 'shop-web.elb.example', speaksHttps: false },
    })
  const { web } = estateSchema.parse({ network: {}, web: webChoices })
  if (!web) throw new Error('The schema dropped the web service')
  new WebStack(app, 'shop-web', { env: { region }, config: web, network: near.network }).addStackDependency(near)
  app.synth()
  return outdir
}

const json = async (service: string, target: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(emulator.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261130/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as Record<string, unknown>
}

/** Of what the first test deploys. */
let outputs: Readonly<Record<string, string>> = {}

test('what the choices of a network make is made, and reads back as it was asked for', async () => {
  const told: string[] = []
  outputs = await deployAssembly({
    assemblyDir: synthesise(),
    endpoint: emulator.endpoint,
    region,
    report: (text) => told.push(text),
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${told.join('\n')}`)
  })
  balancer = outputs.LoadBalancerUrl ?? ''
  const ec2 = new EC2Client(emulator.client)
  const vpc = { Filters: [{ Name: 'vpc-id', Values: [outputs.VpcId ?? ''] }] }
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(vpc))
  expect(new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone))).toEqual(
    new Set(['ap-northeast-2a', 'ap-northeast-2c']),
  )
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter: vpc.Filters }))
  expect(NatGateways).toHaveLength(1)
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand(vpc))
  expect(VpcEndpoints.map(({ ServiceName }) => ServiceName?.split('.').slice(3).join('.')).toSorted()).toEqual([
    'dynamodb',
    'ecr.api',
    'logs',
    's3',
  ])
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand(vpc))
  const ours = NetworkAcls.flatMap(({ Entries = [] }) => Entries).filter(({ CidrBlock }) =>
    CidrBlock?.startsWith('10.1.1.'),
  )
  // It keeps the ports to itself: test/infra/network-acls.test.ts looks at them.
  expect(ours.map(({ Egress, CidrBlock }) => `${Egress ? 'out to' : 'in from'} ${CidrBlock}`).toSorted()).toEqual([
    'in from 10.1.1.128/27',
    'in from 10.1.1.160/27',
    'out to 10.1.1.128/27',
    'out to 10.1.1.160/27',
  ])
  const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({}))
  expect(
    FlowLogs.filter(({ LogDestination }) => LogDestination?.includes(outputs.FlowLogsBucketName ?? '-')),
  ).toHaveLength(1)
  const { EgressOnlyInternetGateways = [] } = await ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({}))
  expect(EgressOnlyInternetGateways).toHaveLength(1)
  const { VpcPeeringConnections = [] } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({}))
  expect(
    VpcPeeringConnections.map(({ VpcPeeringConnectionId, Status }) => [VpcPeeringConnectionId, Status?.Code]),
  ).toEqual([[outputs.PeeringTokyo, 'active']])
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand(vpc))
  const led = RouteTables.filter(({ Routes = [] }) => Routes.some((route) => route.DestinationCidrBlock === cidr))
  expect(led).toHaveLength(6)
})

test('CloudFront serves a site of files: folders have their page, and what was replaced is forgotten when asked', async () => {
  const s3 = new S3Client(emulator.client)
  const put = (Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket: outputs.SiteBucket, Key, Body, ContentType: 'text/html' }))
  await put('index.html', 'the shop')
  await put('docs/index.html', 'how it works')
  const ask = async (path: string): Promise<string> => {
    const { status, body } = await askView({ endpoint: emulator.endpoint }, `${outputs.EdgeAddress}${path}`)
    return `${status} ${body.toString()}`
  }
  expect(await ask('/')).toBe('200 the shop')
  expect(await ask('/docs/')).toBe('200 how it works')
  expect(await ask('/docs')).toBe('200 how it works')
  const deployment = { outputs, output: (name: string) => outputs[name] ?? '', connect: connector(emulator.client) }
  const { state, paths } = await invalidate(deployment, ['/*'], { wait: true }, async () => undefined)
  expect([state, paths]).toEqual(['completed', ['/*']])
})

test('logs of the flows have a table, a workgroup and saved queries, and a bucket that AWS may write to', async () => {
  const table = await json('glue', 'AWSGlue.GetTable', { DatabaseName: 'shop_network_flow_logs', Name: 'flows' })
  expect(table).toMatchObject({ Table: { Parameters: { 'projection.hour.range': '0,23' } } })
  const group = await json('athena', 'AmazonAthena.GetWorkGroup', { WorkGroup: 'shop-network-flow-logs' })
  expect(group).toMatchObject({ WorkGroup: { Name: 'shop-network-flow-logs' } })
  const { NamedQueryIds = [] } = await json('athena', 'AmazonAthena.ListNamedQueries', {
    WorkGroup: 'shop-network-flow-logs',
  })
  expect(NamedQueryIds).toHaveLength(3)
  const s3 = new S3Client(emulator.client)
  const { FlowLogs = [] } = await new EC2Client(emulator.client).send(new DescribeFlowLogsCommand({}))
  const [bucket] = FlowLogs.flatMap(({ LogDestination }) => /^arn:aws:s3:::(.+)$/.exec(LogDestination ?? '')?.[1] ?? [])
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
  expect(Policy).toContain('delivery.logs.amazonaws.com')
})

test('a trail with every choice is made and logs, with its table, workgroup and questions', async () => {
  const cloudtrail = new CloudTrailClient(emulator.client)
  const { trailList = [] } = await cloudtrail.send(new DescribeTrailsCommand({}))
  expect(trailList).toMatchObject([{ Name: 'shop-audit', IsMultiRegionTrail: true, LogFileValidationEnabled: true }])
  expect(await cloudtrail.send(new GetTrailStatusCommand({ Name: 'shop-audit' }))).toMatchObject({ IsLogging: true })
  const { Policy } = await new S3Client(emulator.client).send(
    new GetBucketPolicyCommand({ Bucket: trailList[0]?.S3BucketName }),
  )
  expect(JSON.parse(Policy ?? '{}')).toMatchObject({
    Statement: expect.arrayContaining([
      expect.objectContaining({
        Action: 's3:GetBucketAcl',
        Condition: { StringEquals: { 'aws:SourceArn': trailList[0]?.TrailARN } },
      }),
    ]),
  })
  const table = await json('glue', 'AWSGlue.GetTable', { DatabaseName: 'shop_audit', Name: 'events' })
  expect(table).toMatchObject({ Table: { Parameters: { 'projection.day.range': 'NOW-365DAYS,NOW' } } })
  const queries = await json('athena', 'AmazonAthena.ListNamedQueries', { WorkGroup: 'shop-audit' })
  expect(queries.NamedQueryIds).toHaveLength(6)
})

test('audits who finds in the history who made and deleted a bucket', async () => {
  // It keeps a history only where it is asked to.
  await fetch(`${emulator.endpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'cloudtrail._recording_enabled': 'true' }),
  })
  const Bucket = 'shop-of-nobody'
  const s3 = new S3Client(emulator.client)
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new DeleteBucketCommand({ Bucket }))
  const { rows } = await whoDid(
    { config: { region } as Config, connect: connector(emulator.client), now: () => new Date() },
    { resource: Bucket, since: new Date(Date.now() - 3_600_000), limit: 50, region },
    async () => undefined,
  )
  expect(rows.map(({ event }) => event).toSorted()).toEqual(['CreateBucket', 'DeleteBucket'])
})

/** Asks the load balancer, as a browser would that is at its address. */
const ask = (host: string, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(emulator.endpoint)
    request({ hostname, port, path, headers: { Host: host } }, (answer) => resolve(answer.resume()))
      .on('error', reject)
      .end()
  })

test('the load balancer answers and redirects by its rules, on the first listener alone; the task is as it was asked for', async () => {
  const host = balancer.replace(/^http:\/\//, '')
  expect((await ask(`${host}:80`, '/old/shoes')).statusCode).toBe(410)
  const moved = await ask(`${host}:80`, '/blog')
  expect([moved.statusCode, moved.headers.location]).toEqual([
    302,
    expect.stringMatching(/^http:\/\/blog\.shop\.example(:80)?\/$/),
  ])
  expect((await ask(`${host}:8443`, '/old/shoes')).statusCode).not.toBe(410)
  const ecs = new ECSClient(emulator.client)
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: 'shop-web', services: ['shop-web'] }))
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition ?? '' }),
  )
  expect(taskDefinition).toMatchObject({ cpu: '512', memory: '1024' })
  expect(taskDefinition?.containerDefinitions).toMatchObject([
    { secrets: [{ name: 'KEY' }], environmentFiles: [{ value: 'arn:aws:s3:::shop-config/web.env' }] },
  ])
})
