import { durationTrend, runDollars, taskDollars } from '../../../api/jobs/cost.ts'

const job = { spot: false } as Parameters<typeof taskDollars>[0]
const hour = 3_600

test('an hour of a task costs what Fargate lists, by size, architecture, disk and capacity', () => {
  expect(taskDollars(job, hour)).toBeCloseTo(0.25 * 0.04048 + 0.5 * 0.004445, 8)
  expect(taskDollars({ ...job, cpu: 4096, memory: 8192, architecture: 'arm64' }, hour)).toBeCloseTo(
    4 * 0.03238 + 8 * 0.00356,
    8,
  )
  expect(taskDollars({ ...job, ephemeralStorage: 120 }, hour)).toBeCloseTo(
    0.25 * 0.04048 + 0.5 * 0.004445 + 100 * 0.000111,
    8,
  )
  const spot = taskDollars({ ...job, spot: true }, hour) ?? 0
  expect(spot).toBeLessThan((taskDollars(job, hour) ?? 0) * 0.4)
  expect(taskDollars({ ...job, spot: true }, hour, { onDemand: true })).toBe(taskDollars(job, hour))
  expect(taskDollars(job, 1)).toBe(taskDollars(job, 60))
  expect(taskDollars(job, hour, { cpu: 1024, memory: 2048 })).toBeCloseTo(0.04048 + 2 * 0.004445, 8)
})

test('a run costs all of its attempts; of a foreign size nobody knows', () => {
  const [first, second] = [
    { startedAt: '2026-11-21T02:00:00Z', stoppedAt: '2026-11-21T03:00:00Z' },
    { startedAt: '2026-11-21T03:00:00Z', stoppedAt: '2026-11-21T05:00:00Z' },
  ]
  const past = { attempt: 1, cause: 'spot-interruption', explanation: '', ignored: true, ...first }
  expect(runDollars(job, { ...second, earlier: [past] })).toBeCloseTo(3 * (taskDollars(job, hour) ?? 0), 8)
  const onSpot = { ...job, spot: true }
  expect(runDollars(onSpot, { ...second, onDemand: true, earlier: [past] })).toBeCloseTo(
    (taskDollars(onSpot, hour) ?? 0) + 2 * (taskDollars(job, hour) ?? 0),
    8,
  )
  expect(runDollars(job, {})).toBeUndefined()
  const foreign = { ...job, taskDefinition: { family: 'x', container: 'app', roles: [] } }
  expect(runDollars(foreign, second)).toBeUndefined()
})

test('the trend compares the newest durations with the oldest that are known', () => {
  expect(durationTrend([10, 10, 10, 12, 12])).toBeUndefined()
  expect(durationTrend([10, 10, 10, 12, 12, 12])).toBe(0.2)
  expect(durationTrend([...Array(15).fill(20), 500, ...Array(14).fill(10)])).toBe(-0.5)
  expect(durationTrend([0, 0, 0, 1, 1, 1])).toBeUndefined()
})
