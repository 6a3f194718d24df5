import { keys, type RunRecord } from '../../../../shared/ledger/records.ts'
import { madeConsole } from '../console.ts'
import { change, run } from '../records.ts'

const minute = (count: number): string => new Date(Date.UTC(2026, 10, 30, 2, 0) - count * 900_000).toISOString()

const quarterHours = (count: number, more: (index: number) => Partial<RunRecord> = () => ({})): RunRecord[] =>
  Array.from({ length: count }, (_, index) => run({ scheduledAt: minute(index), ...more(index) }))

const page = async (path: string, made: Parameters<typeof madeConsole>[0]): Promise<string> => {
  const console = madeConsole(made)
  const answer = await console.ask(path, {}, await console.signIn())
  expect(answer.status).toBe(200)
  return await answer.text()
}

describe('the list of jobs', () => {
  test('each has a strip of its last 60 runs, by shape, its usual duration and its next firings', async () => {
    const records = quarterHours(70, (index) =>
      index === 3
        ? { state: 'failed', cause: 'application-error', explanation: 'It ended with 1.' }
        : index === 5
          ? { state: 'missed', startedAt: undefined, stoppedAt: undefined, attempt: 0 }
          : index === 7
            ? { attempt: 2 }
            : {},
    )
    const text = await page('/jobs', { records })
    expect(text.match(/\/jobs\/sync-stock\/runs\//g)).toHaveLength(60)
    expect(text).toContain('58 of 60 succeeded, 1 failed, 1 missed')
    for (const look of ['run-good', 'run-bad', 'run-missed', 'run-retried'])
      expect(text).toContain(`<use href="#look-${look}"`)
    expect(text).toContain('every 15 minutes')
    expect(text).toContain('every day at 02:30')
    expect(text).toContain('usually 20 seconds, last 20 seconds')
    expect(text).toMatch(/<rect class="usual"/)
    expect(text.match(/<li><time /g)?.length).toBeGreaterThanOrEqual(18)
    expect(text).toContain('It has not run yet.')
  })

  test('in Korean, every word is', async () => {
    const console = madeConsole({ records: quarterHours(5) })
    const answer = await console.ask('/jobs', { headers: { 'accept-language': 'ko' } }, await console.signIn())
    const text = await answer.text()
    expect(text).toContain('15분마다')
    expect(text).toContain('매일 02:30')
    expect(text).toContain('5건 중 5건 성공')
  })

  test('many jobs are ten a page, and found by name: never more than twelve lists of the ledger', async () => {
    const jobs = Object.fromEntries(
      Array.from({ length: 34 }, (_, index) => [
        `job-${String(index).padStart(2, '0')}`,
        { schedule: 'rate(1 hour)', image: 'busybox:1.37' },
      ]),
    )
    const console = madeConsole({ config: { jobs } })
    let lists = 0
    const counted = madeConsole({
      config: { jobs },
      ledger: {
        ...console.ledger,
        list: (...asked) => {
          lists += 1
          return console.ledger.list(...asked)
        },
        lastChildren: (...asked) => {
          lists += 1
          return console.ledger.lastChildren(...asked)
        },
      },
    })
    const cookie = await counted.signIn()
    const first = await counted.read('/jobs', cookie)
    expect(lists).toBeLessThanOrEqual(12)
    expect(first).toContain('job-09')
    expect(first).not.toContain('job-10')
    const last = await counted.read('/jobs?page=4', cookie)
    expect(last).toContain('job-33')
    const found = await counted.read('/jobs?q=job-2', cookie)
    expect(found).toContain('job-29')
    expect(found).not.toContain('job-30')
    for (const odd of ['?page=-1', '?page=99', '?page=x', '?page=1e9'])
      expect((await counted.ask(`/jobs${odd}`, {}, cookie)).status).toBe(200)
    expect(await counted.read(`/jobs?q=${encodeURIComponent('<img src=x>')}`, cookie)).not.toContain('<img')
  })
})

describe('one job', () => {
  test('a suspension says by whom, until when and why, with what people did', async () => {
    const at = '2026-11-30T01:00:00.000Z'
    const text = await page('/jobs/sync-stock', {
      records: [
        {
          ...keys.job('sync-stock'),
          kind: 'job',
          at,
          job: 'sync-stock',
          schedule: 'rate(15 minutes) UTC',
          since: at,
          sweptTo: at,
          suspended: { by: 'joon', at, until: '2026-11-30T09:00:00.000Z', reason: '<b>the stock is counted</b>' },
        } as never,
        change('jobs', 'sync-stock', { at, by: 'joon', summary: 'suspended until 2026-11-30T09:00:00.000Z' }),
      ],
    })
    expect(text).toContain('Suspended until Mon 30 Nov, 09:00')
    expect(text).toContain('by joon')
    expect(text).toContain('&lt;b&gt;the stock is counted&lt;/b&gt;')
    expect(text).toContain('suspended until 2026-11-30T09:00:00.000Z')
    expect(text).toContain('/jobs/sync-stock/resume')
    expect(text).not.toContain('/jobs/sync-stock/suspend"')
  })

  test.each([
    ['forbid', 'would be left out'],
    ['replace', 'takes its place'],
    ['allow', 'starts beside it'],
  ] as const)('what a run would do beside another one (%s) is said before', async (overlap, words) => {
    const going = run({ job: 'report', state: 'running', stoppedAt: undefined })
    const jobs = { report: { schedule: 'rate(1 hour)', image: 'busybox:1.37', overlap } }
    expect(await page('/jobs/report', { config: { jobs }, records: [going] })).toContain(words)
  })

  test('its rules are said in words', async () => {
    const exitCodes = [{ codes: [75, '137-143'], action: 'retry' as const }]
    const jobs = {
      report: { schedule: 'rate(1 hour)', image: 'busybox:1.37', exitCodes, finishBy: '06:00', longerThanUsual: 1.5 },
    }
    const text = await page('/jobs/report', { config: { jobs } })
    expect(text).toContain('75, 137-143: is tried again')
    expect(text).toContain('06:00 UTC')
    expect(text).toContain('1.5 times what is usual')
  })

  test('whoever may only look sees no button', async () => {
    const console = madeConsole({ records: quarterHours(3) })
    const text = await console.read('/jobs/sync-stock', await console.signIn({ role: 'read' }))
    expect(text).not.toMatch(/action="\/jobs\//)
  })

  test('a job that the config no longer has keeps its runs; one that never was is not found', async () => {
    const console = madeConsole({ records: [run({ job: 'old-report' })] })
    const cookie = await console.signIn()
    const old = await console.ask('/jobs/old-report', {}, cookie)
    expect(old.status).toBe(200)
    expect(await old.text()).toContain('no longer has this job')
    for (const odd of ['nobody', '%3Cscript%3E', 'constructor', '__proto__', 'a%2Fb'])
      expect((await console.ask(`/jobs/${odd}`, {}, cookie)).status).toBe(404)
  })
})
