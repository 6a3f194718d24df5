import { lookAtAddresses } from '../../../../functions/audits/checks/waste/addresses.ts'
import { lookAtIdleDatabases } from '../../../../functions/audits/checks/waste/databases.ts'
import { lookAtLoadBalancers } from '../../../../functions/audits/checks/waste/load-balancers.ts'
import { lookAtLogGroups } from '../../../../functions/audits/checks/waste/log-groups.ts'
import { lookAtNatGateways } from '../../../../functions/audits/checks/waste/nat-gateways.ts'
import { lookAtSnapshots } from '../../../../functions/audits/checks/waste/snapshots.ts'
import { lookAtStoppedInstances, stoppedAt } from '../../../../functions/audits/checks/waste/stopped-instances.ts'
import { lookAtVolumes } from '../../../../functions/audits/checks/waste/volumes.ts'
import { fakeAccess, sliceOf } from '../scene.ts'

test('addresses that belong to nothing', async () => {
  const Tags = [{ Key: 'Owner', Value: 'sales' }]
  const access = fakeAccess({
    DescribeAddresses: {
      Addresses: [
        { AllocationId: 'eipalloc-1', PublicIp: '198.51.100.1', Tags },
        { AllocationId: 'eipalloc-2', AssociationId: 'eipassoc-2' },
        { AllocationId: 'eipalloc-3', NetworkInterfaceId: 'eni-3' },
      ],
    },
  })
  expect((await lookAtAddresses(access, sliceOf())).findings).toMatchObject([
    {
      kind: 'address-idle',
      resource: 'eipalloc-1',
      dollars: 3.65,
      owner: 'sales',
      advice: 'aws ec2 release-address --region eu-west-1 --allocation-id eipalloc-1',
    },
  ])
})

test('volumes that are attached to nothing, by pages', async () => {
  const access = fakeAccess({
    DescribeVolumes: ({ NextToken }: { readonly NextToken?: string }) =>
      NextToken === undefined
        ? { Volumes: [{ VolumeId: 'vol-1', State: 'available', Size: 100, VolumeType: 'gp3' }], NextToken: 'two' }
        : {
            Volumes: [
              { VolumeId: 'vol-2', State: 'in-use', Attachments: [{}] },
              { VolumeId: 'vol-3', State: 'available', Size: 10, VolumeType: 'new' },
            ],
          },
  })
  expect((await lookAtVolumes(access, sliceOf())).findings).toMatchObject([
    { resource: 'vol-1', dollars: 8 },
    { resource: 'vol-3', dollars: 0.8 },
  ])
})

test('log groups without retention; what they hold counts in whole gigabytes', async () => {
  const access = fakeAccess({
    DescribeLogGroups: {
      logGroups: [
        { logGroupName: '/shop/web', storedBytes: 12_345_678_901 },
        { logGroupName: '/shop/new' },
        { logGroupName: '/shop/kept', retentionInDays: 30, storedBytes: 1e12 },
      ],
    },
  })
  expect((await lookAtLogGroups(access, sliceOf())).findings).toMatchObject([
    { resource: '/shop/web', dollars: 0.36, reason: 'It has no retention, and 12 GB.' },
    { resource: '/shop/new', dollars: 0, reason: 'It has no retention.' },
  ])
})

const now = new Date('2026-11-30T05:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

test('old snapshots: not those that an AMI needs, a disabled one too, nor those of others', async () => {
  const snapshot = (SnapshotId: string, more: object = {}) => ({
    SnapshotId,
    StartTime: daysAgo(400),
    VolumeSize: 100,
    ...more,
  })
  const access = fakeAccess({
    DescribeSnapshots: {
      Snapshots: [
        snapshot('snap-old'),
        snapshot('snap-new', { StartTime: daysAgo(300) }),
        snapshot('snap-image'),
        snapshot('snap-backup', { Tags: [{ Key: 'aws:backup:source-resource', Value: 'x' }] }),
        snapshot('snap-dlm', { Tags: [{ Key: 'aws:dlm:lifecycle-policy-id', Value: 'x' }] }),
      ],
    },
    DescribeImages: (input: object) => {
      expect(input).toMatchObject({ IncludeDisabled: true, IncludeDeprecated: true, Owners: ['self'] })
      return { Images: [{ State: 'disabled', BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-image' } }, {}] }] }
    },
  })
  expect((await lookAtSnapshots(access, sliceOf())).findings).toMatchObject([
    { resource: 'snap-old', dollars: 5, since: daysAgo(400).toISOString() },
  ])
})

test('load balancers without a target; one without a group only redirects', async () => {
  const access = fakeAccess({
    DescribeLoadBalancers: {
      LoadBalancers: ['idle', 'busy', 'redirect'].map((name) => ({ LoadBalancerArn: name, LoadBalancerName: name })),
    },
    DescribeTargetGroups: {
      TargetGroups: [
        { TargetGroupArn: 'empty', LoadBalancerArns: ['idle'] },
        { TargetGroupArn: 'empty too', LoadBalancerArns: ['busy'] },
        { TargetGroupArn: 'full', LoadBalancerArns: ['busy'] },
        { TargetGroupArn: 'free', LoadBalancerArns: [] },
      ],
    },
    DescribeTargetHealth: ({ TargetGroupArn }: { readonly TargetGroupArn: string }) => ({
      TargetHealthDescriptions: TargetGroupArn === 'full' ? [{}] : [],
    }),
  })
  expect((await lookAtLoadBalancers(access, sliceOf())).findings).toMatchObject([{ resource: 'idle', dollars: 16.44 }])
})

const points = (values: readonly (readonly number[])[]) => ({
  MetricDataResults: values.map((Values, index) => ({ Id: `m${index}`, Values })),
})

test('NAT gateways that carry nothing: old ones, with points that say so', async () => {
  const gateway = (NatGatewayId: string, days: number) => ({
    NatGatewayId,
    State: 'available',
    CreateTime: daysAgo(days),
  })
  const access = fakeAccess({
    DescribeNatGateways: {
      NatGateways: [gateway('nat-idle', 20), gateway('nat-busy', 20), gateway('nat-silent', 20), gateway('nat-new', 3)],
    },
    GetMetricData: points([[0, 0, 0], [0, 12, 0], []]),
  })
  expect((await lookAtNatGateways(access, sliceOf())).findings).toMatchObject([
    { resource: 'nat-idle', dollars: 32.87 },
  ])
})

test('databases to which nobody connects', async () => {
  const database = (DBInstanceIdentifier: string, more: object = {}) => ({
    DBInstanceIdentifier,
    DBInstanceStatus: 'available',
    InstanceCreateTime: daysAgo(100),
    Engine: 'postgres',
    DBInstanceClass: 'db.t4g.micro',
    ...more,
  })
  const access = fakeAccess({
    DescribeDBInstances: {
      DBInstances: [
        database('idle', { MultiAZ: true }),
        database('busy'),
        database('stopped', { DBInstanceStatus: 'stopped' }),
      ],
    },
    GetMetricData: points([
      [0, 0],
      [0, 3],
    ]),
  })
  const { findings } = await lookAtIdleDatabases(access, sliceOf())
  expect(findings).toMatchObject([
    { resource: 'idle', advice: expect.stringContaining('--final-db-snapshot-identifier idle-last') },
  ])
  expect(findings[0]?.dollars).toBeCloseTo(23.38, 1)
})

describe('instances that are stopped', () => {
  const stopped = (InstanceId: string, StateTransitionReason: string, more: object = {}) => ({
    InstanceId,
    StateTransitionReason,
    ...more,
  })

  test('long enough: their volumes and addresses cost', async () => {
    const access = fakeAccess({
      DescribeInstances: {
        Reservations: [
          {
            Instances: [
              stopped('i-old', 'User initiated (2026-11-01 10:00:00 GMT)', {
                Tags: [{ Key: 'Name', Value: 'legacy' }],
              }),
              stopped('i-night', 'User initiated (2026-11-29 20:00:00 GMT)'),
              stopped('i-unknown', 'Server.SpotInstanceShutdown: Instance was stopped'),
              stopped('i-free', 'User initiated (2026-10-01 10:00:00 GMT)'),
            ],
          },
        ],
      },
      DescribeVolumes: {
        Volumes: [
          { VolumeId: 'vol-1', Size: 100, VolumeType: 'gp3', Attachments: [{ InstanceId: 'i-old' }] },
          { VolumeId: 'vol-2', Size: 50, VolumeType: 'gp2', Attachments: [{ InstanceId: 'i-old' }] },
          {
            VolumeId: 'vol-3',
            Size: 50,
            VolumeType: 'io2',
            Attachments: [{ InstanceId: 'i-a' }, { InstanceId: 'i-b' }],
          },
        ],
      },
      DescribeAddresses: {
        Addresses: [{ AllocationId: 'eipalloc-1', InstanceId: 'i-old' }, { AllocationId: 'eipalloc-2' }],
      },
    })
    expect((await lookAtStoppedInstances(access, sliceOf())).findings).toMatchObject([
      {
        kind: 'instance-stopped',
        resource: 'i-old',
        title: 'Instance i-old (legacy) has been stopped since 2026-11-01',
        dollars: 16.65,
        since: '2026-11-01T10:00:00.000Z',
      },
    ])
  })

  test('where there are none, nothing else is asked', async () => {
    const access = fakeAccess({ DescribeInstances: { Reservations: [] } })
    expect((await lookAtStoppedInstances(access, sliceOf())).findings).toEqual([])
    expect(access.calls).toEqual(['DescribeInstances'])
  })

  test.each([
    ['User initiated (2026-11-01 10:00:00 GMT)', '2026-11-01T10:00:00.000Z'],
    ['User initiated shutdown (2026-11-01 10:00:00 UTC)', '2026-11-01T10:00:00.000Z'],
    ['User initiated', undefined],
    ['(2026-13-01 10:00:00 GMT)', undefined],
    ['', undefined],
  ])('since when: %j', (reason, at) => {
    expect(stoppedAt(reason)?.toISOString()).toBe(at)
  })
})
