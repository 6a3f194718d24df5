import { readJobs } from '../../../cli/jobs.ts'
import { jobsSchema } from '../../../shared/config/jobs.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type JobRecord, keys } from '../../../shared/ledger/records.ts'

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

const suspendedOf = async (config: true | string | undefined, person?: string | true) => {
  const jobs = jobsSchema.parse({
    report: {
      schedule: 'cron(30 2 * * ? *)',
      image: 'nginx',
      suspended: typeof config === 'string' ? { until: config } : config,
    },
  })
  const until = person === true ? undefined : person
  const items = person === undefined ? [] : [{ ...record({ by: 'mina', at, until }), version: 1 }]
  const [row] = await readJobs(memoryLedger(items), jobs, now)
  return row?.suspended
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
    expect(await suspendedOf(config, person)).toBe(expected)
  })
})
