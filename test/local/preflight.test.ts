import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type PreflightRow, preflight } from '../../api/jobs.ts'
import { simulate } from '../../functions/jobs/surroundings/probe/rights.ts'
import { widenPermissions } from '../../local/gaps/iam.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { connector } from '../../shared/connect.ts'
import { makeGlance } from '../../shared/glance.ts'
import { nightly } from '../unit/jobs/world.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator()
const account = '000000000000'
const bucket = 'shop-config'
const roleArn = `arn:aws:iam::${account}:role/shop-execution`
const fileArn = `arn:aws:s3:::${bucket}/report.env`
const image = `${account}.dkr.ecr.${region}.amazonaws.com/shop/report:1`
let network: { subnets: string[]; securityGroups: string[]; assignPublicIp: boolean }
let vpc: string

beforeAll(async () => {
  const ec2 = new EC2Client(emulator.client)
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))
  vpc = Vpc?.VpcId ?? ''
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.9.1.0/24' }))
  const group = await ec2.send(new CreateSecurityGroupCommand({ VpcId: vpc, GroupName: 'tasks', Description: 'tasks' }))
  network = { subnets: [Subnet?.SubnetId ?? ''], securityGroups: [group.GroupId ?? ''], assignPublicIp: false }
  const iam = new IAMClient(emulator.client)
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'shop-execution',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'shop-execution',
      PolicyName: 'logs',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
      }),
    }),
  )
  await new S3Client(emulator.client).send(new CreateBucketCommand({ Bucket: bucket }))
  await new CloudWatchLogsClient(emulator.client).send(new CreateLogGroupCommand({ logGroupName: '/shop/report' }))
  const ecs = new ECSClient(emulator.client)
  await ecs.send(new CreateClusterCommand({ clusterName: 'jobs' }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'shop-report',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: roleArn,
      containerDefinitions: [
        {
          name: 'main',
          image,
          essential: true,
          environmentFiles: [{ type: 's3', value: fileArn }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/shop/report', 'awslogs-region': region, 'awslogs-stream-prefix': 'report' },
          },
        },
      ],
    }),
  )
})

/** Puts right what `beforeAll` left out. */
const mend = async (): Promise<void> => {
  const ec2 = new EC2Client(emulator.client)
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
  )
  const RouteTableId = RouteTables?.[0]?.RouteTableId ?? ''
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpc,
      ServiceName: `com.amazonaws.${region}.s3`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [RouteTableId],
    }),
  )
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.9.2.0/24' }))
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? ''
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpc, InternetGatewayId }))
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpc }))
  const publicTable = RouteTable?.RouteTableId ?? ''
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: publicTable, SubnetId: Subnet?.SubnetId ?? '' }))
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: publicTable,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: InternetGatewayId,
    }),
  )
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: Subnet?.SubnetId }))
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: NatGateway?.NatGatewayId,
    }),
  )
  await new S3Client(emulator.client).send(new PutObjectCommand({ Bucket: bucket, Key: 'report.env', Body: 'A=1' }))
  await new IAMClient(emulator.client).send(
    new PutRolePolicyCommand({
      RoleName: 'shop-execution',
      PolicyName: 'rest',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 'ecr:*'], Resource: '*' }],
      }),
    }),
  )
  const ecr = new ECRClient(emulator.client)
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop/report' }))
  await ecr.send(
    new PutImageCommand({ repositoryName: 'shop/report', imageManifest: '{"schemaVersion":2}', imageTag: '1' }),
  )
}

const look = (): Promise<PreflightRow[]> => {
  const now = new Date('2026-11-21T03:00:00Z')
  const config = parseConfig(
    {
      name: 'shop',
      region,
      alerts: {
        emailFrom: 'nightshift@shop.example',
        responders: { mina: { email: 'mina@shop.example' } },
        rotations: { primary: { zone: 'UTC', every: 'week', from: '2026-01-05', at: '09:00', responders: ['mina'] } },
        policies: { shop: { steps: [{ notify: ['primary'], wait: '10 minutes' }] } },
        onCall: 'shop',
        fallback: ['mina'],
      },
      jobs: { report: { schedule: 'cron(30 2 * * ? *)', zone: 'Asia/Seoul', image, network } },
      estate: { network: {} },
    },
    now,
  )
  return preflight({ config, output: () => 'jobs', connect: connector(emulator.client), now: () => now }, 'report')
}

const statesOf = (findings: readonly PreflightRow[], check: PreflightRow['check']) =>
  findings.filter((each) => each.check === check).map(({ state }) => state)

test('what a job lacks is found, each with its fix; and what it has', async () => {
  const findings = await look()
  for (const check of ['schedule', 'cluster', 'task-definition', 'logs'] as const)
    expect(statesOf(findings, check)).toEqual(['ok'])
  for (const check of ['image', 'env-file'] as const) expect(statesOf(findings, check)).toEqual(['problem'])
  // ecr.api, ecr.dkr and S3 for the image, S3 for the file, logs.
  expect(statesOf(findings, 'network')).toEqual(Array.from({ length: 5 }, () => 'problem'))
  expect(findings.filter(({ state }) => state === 'problem').every(({ fix = '' }) => fix.length > 10)).toBe(true)
  const texts = findings.map(({ what }) => what)
  expect(texts).toContain(`${roleArn} may write the log.`)
  expect(texts).toContain(`ECS may take on ${roleArn}.`)
  expect(texts).toContain(`The role ${roleArn} is not allowed s3:GetObject on ${fileArn}.`)
  // The function that starts jobs is not deployed here.
  expect(statesOf(findings, 'access')).toEqual(['unknown'])
})

test('a failed task is looked at in its own subnet, and its verdict names the exact reason', async () => {
  const { awsSurroundings } = await import('../../functions/jobs/surroundings/surroundings.ts')
  const { refineWith } = await import('../../functions/jobs/surroundings/refine.ts')
  const { failed } = await import('../../functions/jobs/diagnosis/verdict.ts')
  const ecs = new ECSClient(emulator.client)
  const { tasks } = await ecs.send(
    new RunTaskCommand({
      cluster: 'jobs',
      taskDefinition: 'shop-report',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: network.subnets } },
    }),
  )
  const taskArn = tasks?.[0]?.taskArn ?? ''
  const refine = refineWith(awsSurroundings(ecs), { cluster: 'jobs', network })
  const change = { taskArn, version: 1, lastStatus: 'STOPPED', containers: [] }
  const verdict = (cause: 'env-file-network' | 'env-file-denied') => failed({ cause, certainty: 'likely' })
  expect(await refine(verdict('env-file-network'), change, nightly)).toMatchObject({
    cause: 'env-file-network',
    certainty: 'certain',
    explanation: expect.stringContaining(`${network.subnets[0]} has no route to s3`),
    advice: expect.stringContaining('add a gateway endpoint for s3'),
  })
  expect(await refine(verdict('env-file-denied'), change, nightly)).toMatchObject({
    cause: 'env-file-denied',
    explanation: expect.stringContaining(`is not allowed s3:GetObject on ${fileArn}`),
  })
})

test('once all is mended, all is well', async () => {
  await mend()
  const findings = await look()
  expect(findings.filter(({ state }) => state === 'problem')).toEqual([])
  const texts = findings.map(({ what }) => what)
  expect(texts).toContainEqual(
    expect.stringMatching(/^There is a way to the environment file .* by the gateway endpoint vpce-/),
  )
  expect(texts).toContainEqual(expect.stringMatching(/^There is a way to the log group .* by nat-/))
})

test('the right to hand a role over is found, as the function that starts jobs has it', async () => {
  const iam = new IAMClient(emulator.client)
  const role = 'arn:aws:iam::000000000000:role/shop-execution'
  const handOver = {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: role,
    Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  }
  const policy = widenPermissions({ Version: '2012-10-17', Statement: [handOver] })
  await iam.send(new CreateRoleCommand({ RoleName: 'shop-starter', AssumeRolePolicyDocument: '{}' }))
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'shop-starter',
      PolicyName: 'starting',
      PolicyDocument: JSON.stringify(policy),
    }),
  )
  const { glance, unseen } = makeGlance(10_000)
  const other = 'arn:aws:iam::000000000000:role/other'
  const rights = [role, other].map((resource) => ({ action: 'iam:PassRole', resource }))
  const found = await simulate('arn:aws:iam::000000000000:role/shop-starter', rights, glance, iam, {
    'iam:PassedToService': 'ecs-tasks.amazonaws.com',
  })
  expect(found?.map(({ decision }) => decision)).toEqual(['allowed', 'not-allowed'])
  expect(unseen).toEqual([])
})
