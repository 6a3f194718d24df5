import { lookAtSecurityGroups } from '../../../functions/audits/checks/doors/security-groups.ts'
import { lookAtVolumes } from '../../../functions/audits/checks/waste/volumes.ts'
import { fakeAccess, fakeCheck, finding, makeScene, sliceOf } from './scene.ts'

interface Paged {
  readonly NextToken?: string
}

/** Ten thousand of something, five hundred a page. */
const pagesOf =
  (field: string, make: (index: number) => object) =>
  ({ NextToken = '0' }: Paged) => {
    const from = Number(NextToken)
    const next = from + 500
    return {
      [field]: Array.from({ length: 500 }, (_, index) => make(from + index)),
      ...(next < 10_000 ? { NextToken: String(next) } : {}),
    }
  }

test('ten thousand resources are judged, written and looked at again in seconds', async () => {
  const access = fakeAccess({
    DescribeVolumes: pagesOf('Volumes', (index) => ({
      VolumeId: `vol-${index}`,
      State: 'available',
      Size: 8,
      VolumeType: 'gp3',
    })),
    DescribeSecurityGroups: pagesOf('SecurityGroups', (index) => ({
      GroupId: `sg-${index}`,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    })),
  })
  const began = performance.now()
  expect((await lookAtVolumes(access, sliceOf())).findings).toHaveLength(10_000)
  expect((await lookAtSecurityGroups(access, sliceOf())).findings).toHaveLength(10_000)
  const found = Array.from({ length: 10_000 }, (_, index) => finding(`a-${index}`))
  const { look } = makeScene([fakeCheck('waste/addresses', () => ({ findings: found }))])
  expect((await look('2026-12-01T05:00:00Z'))[0]?.outcome).toMatchObject({ found: 10_000, written: 10_001 })
  expect((await look('2026-12-01T06:00:00Z'))[0]?.outcome).toMatchObject({ open: 10_000, written: 0 })
  expect(performance.now() - began).toBeLessThan(30_000)
}, 60_000)

test('a list that goes round in a circle ends', async () => {
  const access = fakeAccess({ DescribeVolumes: { Volumes: [], NextToken: 'again' } })
  await expect(lookAtVolumes(access, sliceOf())).rejects.toThrow('more than 1000 pages')
})
