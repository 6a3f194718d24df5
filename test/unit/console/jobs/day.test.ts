import { overlapsOf } from '../../../../functions/console/pages/jobs/overlaps.ts'
import { usualOf } from '../../../../functions/console/pages/jobs/usual.ts'
import { madeConsole } from '../console.ts'
import { run } from '../records.ts'

const stretch = (job: string, from: number, until: number) => ({ job, from, until })

describe('what overlaps', () => {
  test('nothing, where one begins as another ends', () => {
    expect(overlapsOf([stretch('a', 0, 10), stretch('b', 10, 20)])).toEqual({ crowds: [], pairs: [] })
    expect(overlapsOf([])).toEqual({ crowds: [], pairs: [] })
  })

  test('each stretch with most at once, and each pair with how long', () => {
    const { crowds, pairs } = overlapsOf([
      stretch('c', 8, 9),
      stretch('a', 0, 10),
      stretch('b', 5, 20),
      stretch('a', 30, 40),
      stretch('a', 39, 41),
      stretch('d', 50, 50),
    ])
    expect(crowds).toEqual([
      { from: 5, until: 10, most: 3, jobs: ['a', 'b', 'c'] },
      { from: 39, until: 40, most: 2, jobs: ['a'] },
    ])
    expect(pairs).toEqual([
      { jobs: ['a', 'b'], times: 1, milliseconds: 5, firstAt: 5 },
      { jobs: ['a', 'c'], times: 1, milliseconds: 1, firstAt: 8 },
      { jobs: ['b', 'c'], times: 1, milliseconds: 1, firstAt: 8 },
      { jobs: ['a', 'a'], times: 1, milliseconds: 1, firstAt: 39 },
    ])
  })

  test('as a minute-by-minute count finds it, for made-up days', () => {
    let state = 7
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state % below
    }
    for (let day = 0; day < 200; day += 1) {
      const all = Array.from({ length: next(12) }, () => {
        const from = next(60)
        return stretch(`j${next(4)}`, from, from + next(15))
      })
      const counts = Array.from(
        { length: 80 },
        (_, at) => all.filter(({ from, until }) => from <= at && at < until).length,
      )
      const { crowds } = overlapsOf(all)
      expect(
        counts
          .map((count, at) => count > 1 !== crowds.some(({ from, until }) => from <= at && at < until))
          .some(Boolean),
      ).toBe(false)
      expect(Math.max(0, ...crowds.map(({ most }) => most))).toBe(Math.max(...counts) > 1 ? Math.max(...counts) : 0)
    }
  })
})

describe('what is usual', () => {
  test('eight of ten good runs are in it; few runs have none', () => {
    const runs = Array.from({ length: 11 }, (_, index) => ({ state: 'succeeded' as const, seconds: index * 10 }))
    expect(usualOf(runs)).toEqual({ from: 10, middle: 50, until: 90 })
    expect(usualOf(runs.slice(0, 4))).toBeUndefined()
    expect(usualOf(runs.map((each) => ({ ...each, state: 'failed' as const })))).toBeUndefined()
  })
})

describe('a day of all jobs', () => {
  const long = (job: string, scheduledAt: string, minutes: number) =>
    run({ job, scheduledAt, stoppedAt: new Date(Date.parse(scheduledAt) + minutes * 60_000).toISOString() })

  test('runs are bars, what lies ahead is planned, and what overlaps is said', async () => {
    const console = madeConsole({
      records: [
        long('nightly-report', '2026-11-30T01:00:00.000Z', 40),
        long('sync-stock', '2026-11-30T01:15:00.000Z', 10),
        long('sync-stock', '2026-11-29T23:55:00.000Z', 10),
      ],
    })
    const text = await console.read('/jobs/day/today')
    expect(text).toContain('Jobs on Mon 30 Nov')
    expect(text.match(/class="bar good"/g)?.length).toBeGreaterThanOrEqual(3)
    expect(text).toContain('class="bar planned"')
    expect(text).toContain('At most 2 at the same time, first at 01:15.')
    expect(text).toContain('<bdi>nightly-report</bdi>, <bdi>sync-stock</bdi>')
    expect(text).toContain('10 minutes')
    expect(text).toContain('/jobs/day/2026-11-29')
  })

  test('a day is that of the reader’s clock', async () => {
    const console = madeConsole({ records: [long('nightly-report', '2026-11-29T15:30:00.000Z', 30)] })
    const cookie = await console.signIn()
    const headers = { cookie: `__Host-nightshift-session=${cookie}; nightshift-zone=Asia%2FSeoul` }
    const seoul = await (await console.ask('/jobs/day/2026-11-30', { headers })).text()
    expect(seoul).toContain('nightly-report Mon 30 Nov, 00:30')
    const utc = await console.read('/jobs/day/2026-11-30', cookie)
    expect(utc).not.toContain('Sun 29 Nov, 15:30')
  })

  test('tomorrow has what is planned, and a day of long ago nothing', async () => {
    const console = madeConsole()
    const cookie = await console.signIn()
    expect(await console.read('/jobs/day/2026-12-01', cookie)).toContain('class="bar planned"')
    expect(await console.read('/jobs/day/2026-01-01', cookie)).toContain('No job runs on this day.')
  })

  test.each(['yesterday', '2026-02-30', '2026-13-01', '1999-01-01', '<b>'])('%s is not a day', async (day) => {
    const console = madeConsole()
    const answer = await console.ask(`/jobs/day/${encodeURIComponent(day)}`, {}, await console.signIn())
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('is not a day')
  })
})
