import { lookAtAddresses } from '../../../../functions/audits/checks/waste/addresses.ts'
import { lookAtLogGroups } from '../../../../functions/audits/checks/waste/log-groups.ts'
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
