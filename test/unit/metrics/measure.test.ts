import { measureBacklog } from '../../../functions/metrics/collectors/backlog-per-task.ts'
import { measureCertificate } from '../../../functions/metrics/collectors/certificates.ts'
import { measureStorage } from '../../../functions/metrics/collectors/databases.ts'
import { measureJob } from '../../../functions/metrics/collectors/jobs.ts'
import { measureNatGateway } from '../../../functions/metrics/collectors/nat-gateways.ts'
import { measureNewestObject } from '../../../functions/metrics/collectors/newest-object.ts'
import { measureService } from '../../../functions/metrics/collectors/services.ts'

const now = new Date('2026-11-21T00:00:00Z')
const valuesOf = (readings: readonly { name: string; value: number }[]) =>
  Object.fromEntries(readings.map(({ name, value }) => [name, value]))

describe('queue backlog per running task', () => {
  test.each([
    [100, 4, 25],
    [0, 4, 0],
    [100, 0, 100],
    [0, 0, 0],
  ])('%d messages over %d tasks is %d', (waiting, running, expected) => {
    expect(valuesOf(measureBacklog(waiting, { desired: 4, running }))).toEqual({ QueueBacklogPerTask: expected })
  })
})

test.each([
  [{ desired: 3, running: 1 }, 2],
  [{ desired: 2, running: 4 }, 0],
  [{ desired: 0, running: 0 }, 0],
])('a service with %p misses %d tasks', ({ desired, running }, missing) => {
  expect(valuesOf(measureService({ desired, running }))).toEqual({
    TasksDesired: desired,
    TasksRunning: running,
    TasksMissing: missing,
  })
})

describe('database storage left', () => {
  test('is in percent of what is allocated', () => {
    expect(measureStorage({ allocatedBytes: 20 * 1024 ** 3, freeBytes: 5 * 1024 ** 3 })).toEqual([
      { name: 'DatabaseStorageLeft', value: 25, unit: 'Percent' },
    ])
  })
  test('stays within 0 and 100', () => {
    expect(valuesOf(measureStorage({ allocatedBytes: 10, freeBytes: 11 }))).toEqual({ DatabaseStorageLeft: 100 })
  })
  test('is nothing while RDS tells nothing', () => {
    expect(measureStorage({ allocatedBytes: 10, freeBytes: undefined })).toEqual([])
    expect(measureStorage({ allocatedBytes: 0, freeBytes: 10 })).toEqual([])
  })
})

describe('newest object', () => {
  test('has its age in seconds', () => {
    const newest = new Date('2026-11-20T23:58:30Z')
    expect(valuesOf(measureNewestObject({ newest, complete: true }, now))).toEqual({
      NewestObjectAge: 90,
      NewestObjectComplete: 1,
    })
  })
  test('is not in the future when clocks differ', () => {
    const newest = new Date('2026-11-21T00:00:02Z')
    expect(valuesOf(measureNewestObject({ newest, complete: true }, now)).NewestObjectAge).toBe(0)
  })
  test('has no age where there is none, or where it may not be the newest', () => {
    expect(valuesOf(measureNewestObject({ newest: undefined, complete: true }, now))).toEqual({
      NewestObjectComplete: 1,
    })
    expect(valuesOf(measureNewestObject({ newest: now, complete: false }, now))).toEqual({ NewestObjectComplete: 0 })
  })
})

test.each([
  ['2026-12-21T00:00:00Z', 30],
  ['2026-11-21T23:59:59Z', 0],
  ['2026-11-20T00:00:00Z', -1],
])('a certificate that ends %s has %d days left', (end, days) => {
  expect(valuesOf(measureCertificate(new Date(end), now))).toEqual({ CertificateDaysLeft: days })
})

test('a certificate that is not issued has no end', () => {
  expect(measureCertificate(undefined, now)).toEqual([])
})

describe("time since a job's last success", () => {
  test('counts from it', () => {
    expect(valuesOf(measureJob({ since: '2026-01-01T00:00:00Z', lastSuccessAt: '2026-11-20T23:00:00Z' }, now))).toEqual(
      {
        SecondsSinceSuccess: 3600,
      },
    )
  })
  test('counts from when the job was first seen where it never succeeded', () => {
    expect(valuesOf(measureJob({ since: '2026-11-20T00:00:00Z' }, now))).toEqual({ SecondsSinceSuccess: 86_400 })
  })
  test('is nothing for a job that was never seen', () => {
    expect(measureJob(undefined, now)).toEqual([])
  })
})

describe('bytes of a NAT gateway', () => {
  test('are both directions together', () => {
    expect(measureNatGateway([1_000, 24])).toEqual([{ name: 'NatGatewayBytes', value: 1_024, unit: 'Bytes' }])
  })
  test('are those of one direction where the other reports nothing, and nothing where both do', () => {
    expect(valuesOf(measureNatGateway([undefined, 24]))).toEqual({ NatGatewayBytes: 24 })
    expect(measureNatGateway([undefined, undefined])).toEqual([])
    expect(valuesOf(measureNatGateway([0, 0]))).toEqual({ NatGatewayBytes: 0 })
  })
})
