import { kindOf } from '../../../../functions/hours/targets/index.ts'
import { autoScalingGroups } from '../../../../local/faults/auto-scaling.ts'
import { cloudFormationStacks, type PlayedStack, stackArn } from '../../../../local/faults/cloudformation.ts'
import { ec2Instances } from '../../../../local/faults/ec2-instances.ts'
import { ecsServices } from '../../../../local/faults/ecs-services.ts'
import { rdsDatabases } from '../../../../local/faults/rds-databases.ts'
import { findAll, makeClock, observeOne, playAws } from './aws.ts'

const kind = kindOf('stacks')
if (!kind) throw new Error('no such kind')

const resource = (logicalId: string, type: string, physicalId: string, status?: string) => ({
  logicalId,
  type,
  physicalId,
  ...(status ? { status } : {}),
})

const shop: PlayedStack = {
  name: 'shop',
  tags: { Hours: 'office' },
  resources: [
    resource('Bastion', 'AWS::EC2::Instance', 'i-1'),
    resource('Old', 'AWS::EC2::Instance', 'i-old', 'DELETE_COMPLETE'),
    resource('Nat', 'AWS::EC2::NatGateway', 'nat-1'),
    resource('Bucket', 'AWS::S3::Bucket', 'shop-bucket'),
    resource('Inner', 'AWS::CloudFormation::Stack', stackArn('shop-Inner-1')),
  ],
}
const inner: PlayedStack = {
  name: 'shop-Inner-1',
  tags: { Hours: 'office' },
  resources: [
    resource('Db', 'AWS::RDS::DBInstance', 'shop-db'),
    resource('Cluster', 'AWS::RDS::DBCluster', 'shop-cluster'),
    resource('Member', 'AWS::RDS::DBInstance', 'shop-cluster-1'),
    resource('Group', 'AWS::AutoScaling::AutoScalingGroup', 'shop-web'),
    resource('Service', 'AWS::ECS::Service', 'arn:aws:ecs:ap-northeast-2:123456789012:service/shop/web'),
  ],
}

const scene = (stacks: readonly PlayedStack[], pageSize = 2) => {
  const { now } = makeClock()
  return playAws(
    [
      cloudFormationStacks(stacks, pageSize),
      ec2Instances(now, [{ id: 'i-1' }]),
      rdsDatabases(now, {
        instances: [
          { id: 'shop-db', tags: { 'nightshift:hours': 'off' } },
          { id: 'shop-cluster-1', cluster: 'shop-cluster' },
        ],
        clusters: [{ id: 'shop-cluster' }],
      }),
      autoScalingGroups(now, [{ name: 'shop-web', min: 1, max: 2, desired: 1 }]),
      ecsServices(now, [{ cluster: 'shop', name: 'web', desired: 1 }]),
    ],
    now,
  )
}

const members = [
  { kind: 'ec2-instances', id: 'i-1' },
  { kind: 'rds-instances', id: 'shop-db', optedOut: true },
  { kind: 'rds-instances', id: 'shop-cluster-1' },
  { kind: 'rds-clusters', id: 'shop-cluster' },
  { kind: 'auto-scaling-groups', id: 'shop-web' },
  { kind: 'ecs-services', id: 'shop/web' },
]
const never = { id: 'shop/Nat/AWS::EC2::NatGateway' }

test('a stack is everything in it that can be stopped, and in the stacks within it, each with its own opt-out', async () => {
  const found = await findAll(kind, { names: ['shop'] }, scene([shop, inner]))
  expect(found).toHaveLength(7)
  expect(found).toEqual(expect.arrayContaining([...members, never]))
})

test('what never stops is named with its reason', async () => {
  expect(await observeOne(kind, never.id, scene([shop, inner]))).toMatchObject({
    state: 'cannot',
    reason: { code: 'never-stops', words: expect.stringContaining('NAT gateway') },
  })
})

test('by tag: its members inherit the calendar, and a stack within is not taken twice', async () => {
  const found = await findAll(kind, { tag: { key: 'Hours' } }, scene([shop, { ...inner, parent: 'shop' }]))
  expect(found).toHaveLength(7)
  expect(found).toEqual(expect.arrayContaining([...members, never].map((each) => ({ ...each, tag: 'office' }))))
})

test('a stack that opts out takes all its members along', async () => {
  const off = { ...shop, tags: { ...shop.tags, 'nightshift:hours': 'off' } }
  const found = await findAll(
    kind,
    { tag: { key: 'Hours', value: 'office' } },
    scene([off, { ...inner, parent: 'shop' }]),
  )
  expect(found.every(({ optedOut }) => optedOut)).toBe(true)
})

test('a stack that is not there is gone, and one that holds nothing says so; neither keeps others from being found', async () => {
  const aws = scene([{ name: 'empty', resources: [] }, shop, inner])
  const found = await findAll(kind, { names: ['missing', 'empty', 'shop'] }, aws)
  expect(found.slice(0, 2)).toEqual([{ id: 'missing' }, { id: 'empty' }])
  expect(found).toHaveLength(9)
  expect(await observeOne(kind, 'missing', aws)).toEqual({ state: 'gone' })
  expect(await observeOne(kind, 'empty', aws)).toMatchObject({ state: 'cannot', reason: { code: 'nothing-to-stop' } })
})

test('a role may change only what bears the name of the stack, or of one within it', () => {
  const arns = { of: (service: string, resource_: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource_}` }
  const statements = kind.statements({ names: ['shop'] }, arns)
  const changing = statements.filter(({ actions }) =>
    actions.some((action) => /:(Start|Stop|Update|Suspend|Resume)/.test(action)),
  )
  expect(changing).toHaveLength(5)
  for (const { conditions } of changing)
    expect(conditions).toEqual({
      StringLike: { 'aws:ResourceTag/aws:cloudformation:stack-name': ['shop', 'shop-*-*'] },
      StringNotLike: { 'aws:ResourceTag/nightshift:hours': 'off' },
    })
  expect(statements.flatMap(({ actions }) => actions)).toEqual(
    expect.arrayContaining(['ec2:DescribeInstances', 'ecs:DescribeServices', 'autoscaling:DescribeAutoScalingGroups']),
  )
})
