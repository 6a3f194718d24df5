import { InvalidArgumentError } from 'commander'
import { readJobs } from '../../../api/jobs.ts'
import { variable } from '../../../cli/jobs.ts'
import { jobsSchema } from '../../../shared/config/jobs/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type JobRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

const now = new Date('2026-11-21T12:00:00Z')
const at = '2026-11-21T02:00:00Z'

const record = (suspended: JobRecord['suspended']): JobRecord => ({
  ...keys.job('report'),
  kind: 'job',
  at,
  job: 'report',
  schedule: 'cron(30 2 * * ? *) UTC',
  since: at,
  sweptTo: at,
  suspended,
})

const rowOf = async (config: true | string | undefined, person?: string | true) => {
  const jobs = jobsSchema.parse({
    report: {
      schedule: 'cron(30 2 * * ? *)',
      image: 'nginx',
      suspended: typeof config === 'string' ? { until: config } : config,
    },
  })
  const until = person === true ? undefined : person
  const items = person === undefined ? [] : [{ ...record({ by: 'mina', at, until }), version: 1 }]
  const [row] = await readJobs(fakeDeployment({ config: { jobs }, ledger: memoryLedger(items), now }))
  return row
}

describe('a job is shown as suspended', () => {
  const [past, soon, late] = ['2026-11-20T09:00:00+09:00', '2026-11-22T09:00:00+09:00', '2026-11-30T00:00:00.000Z']
  test.each([
    [undefined, undefined, undefined],
    [past, undefined, undefined],
    [past, past, undefined],
    [soon, undefined, '2026-11-22T00:00:00Z'],
    [past, late, '2026-11-30T00:00:00Z'],
    // By both: until the later one ends.
    [soon, late, '2026-11-30T00:00:00Z'],
    [late, soon, '2026-11-30T00:00:00Z'],
    [true, soon, 'for good'],
    [soon, true, 'for good'],
  ] as const)('by the config %s and by a person %s: until %s', async (config, person, expected) => {
    expect((await rowOf(config, person))?.suspended).toBe(expected)
  })
})

describe('the next firings of a job are those that start', () => {
  test.each([
    [undefined, '2026-11-22T02:30:00Z', 10],
    ['2026-11-25T02:30:00Z', '2026-11-25T02:30:00Z', 10],
    ['2026-11-25T02:30:01Z', '2026-11-26T02:30:00Z', 10],
    ['2099-01-01T00:00:00Z', undefined, 0],
    [true, undefined, 0],
  ] as const)('suspended until %s: from %s on', async (until, first, count) => {
    for (const row of [await rowOf(until), await rowOf(undefined, until)]) {
      expect(row?.nextAt).toBe(first)
      expect(row?.next).toHaveLength(count)
    }
  })
})

test('a variable that only Nightshift gives is refused', () => {
  expect(variable('NIGHTSHIFT=1', { A: '' })).toEqual({ A: '', NIGHTSHIFT: '1' })
  expect(() => variable('NIGHTSHIFT_JOB=x')).toThrow('"NIGHTSHIFT_JOB" is Nightshift\'s own')
  expect(() => variable('NIGHTSHIFT_ANYTHING=x')).toThrow(InvalidArgumentError)
})
