import { readJobDigest } from '../../../api/jobs.ts'
import { reportOf } from '../../../functions/alerts/intake/report.ts'
import { composeReport } from '../../../functions/alerts/message/index.ts'
import { type DigestRun, digestOf } from '../../../functions/jobs/digest/digest.ts'
import { digestSignal } from '../../../functions/jobs/digest/signal.ts'
import { digestText } from '../../../functions/jobs/digest/text.ts'
import { sendDigest } from '../../../functions/jobs/engine/digest.ts'
import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { digestIn } from '../../../functions/jobs/world/slices.ts'
import type { DigestRule } from '../../../functions/jobs/world/world.ts'
import { digestOf as deployedDigest } from '../../../infra/functions/jobs/slice.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import type { JobsConfig } from '../../../shared/config/jobs/schema.ts'
import { dueDigest, lastDigest } from '../../../shared/jobs/digest-times.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type JobDigestRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { redact } from '../../../shared/log.ts'
import { later, makeDesk, makeJob } from './world.ts'

const rule: DigestRule = { at: '07:30', zone: 'Asia/Seoul', to: ['mina'], sizes: { nightly: { spot: false } } }
const calendar = calendarOf({
  zone: 'Asia/Seoul',
  rules: [{ days: 'mon-fri', from: '09:00', until: '18:00' }],
  holidays: ['2026-12-25'],
})
const instants = (day: { day: string; from: Date; until: Date } | undefined) =>
  day && [day.day, day.from.toISOString(), day.until.toISOString()]

describe('when it is sent', () => {
  test('at a local time, for what ended since the one before', () => {
    expect(dueDigest(rule, new Date('2026-11-29T22:29:59Z'))?.day).toBeUndefined()
    expect(instants(dueDigest(rule, new Date('2026-11-29T22:30:00Z')))).toEqual([
      '2026-11-30',
      '2026-11-28T22:30:00.000Z',
      '2026-11-29T22:30:00.000Z',
    ])
    // For some hours after its time; then it is over.
    expect(dueDigest(rule, new Date('2026-11-30T04:30:00Z'))?.day).toBe('2026-11-30')
    expect(dueDigest(rule, new Date('2026-11-30T04:31:00Z'))).toBeUndefined()
    expect(lastDigest(rule, new Date('2026-11-30T04:31:00Z'))?.day).toBe('2026-11-30')
  })

  test('on working days alone, and then of all days between', () => {
    const working = { ...rule, calendar }
    expect(dueDigest(working, new Date('2026-11-28T23:00:00Z'))).toBeUndefined()
    expect(instants(dueDigest(working, new Date('2026-11-29T23:00:00Z')))).toEqual([
      '2026-11-30',
      '2026-11-26T22:30:00.000Z',
      '2026-11-29T22:30:00.000Z',
    ])
    // Christmas is a Friday: the next one is on Monday, of all since Thursday.
    expect(dueDigest(working, new Date('2026-12-24T23:00:00Z'))).toBeUndefined()
    expect(instants(dueDigest(working, new Date('2026-12-27T23:00:00Z')))?.[1]).toBe('2026-12-23T22:30:00.000Z')
  })

  test.each([
    ['skipped', 'Europe/Berlin', '02:30', '2026-03-28', '2026-03-30'],
    ['shown twice', 'Europe/Berlin', '02:30', '2026-10-24', '2026-10-26'],
    ['midnight that is skipped', 'Africa/Cairo', '00:00', '2026-04-23', '2026-04-25'],
  ])('a time that is %s: each date has one, and no time is left out or reported twice', (_, zone, at, first, last) => {
    const days: NonNullable<ReturnType<typeof dueDigest>>[] = []
    for (let now = Date.parse(`${first}T00:00:00Z`); now < Date.parse(`${last}T23:59:00Z`); now += 60_000) {
      const due = dueDigest({ at, zone }, new Date(now))
      if (due && due.day !== days.at(-1)?.day) days.push(due)
    }
    const names = days.map(({ day }) => day)
    expect(names).toEqual([...new Set(names)].sort())
    expect(names.length).toBeGreaterThanOrEqual(3)
    for (const [index, day] of days.entries()) if (index > 0) expect(day.from).toEqual(days[index - 1]?.until)
  })
})

const day = {
  day: '2026-11-30',
  from: new Date('2026-11-28T22:30:00Z'),
  until: new Date('2026-11-29T22:30:00Z'),
}
const run = (job: string, at: string, seconds: number, more: Partial<RunRecord> = {}): DigestRun => ({
  job,
  scheduledAt: at,
  state: 'succeeded',
  cause: 'succeeded',
  attempt: 1,
  startedAt: at,
  stoppedAt: later(new Date(at), seconds).toISOString(),
  ...more,
})
const source = 'nightshift.command'
const failed = { state: 'failed', cause: 'application-error', exitCode: 3 } as const

describe('what it says', () => {
  const runs = [
    run('report', '2026-11-29T02:30:00Z', 720),
    run('load', '2026-11-29T03:00:00Z', 60, { ...failed, attempt: 3 }),
    run('load', '2026-11-29T04:00:00Z', 60, { ...failed, exitCode: 4 }),
    run('import', '2026-11-29T05:00:00Z', 660, { state: 'missed', cause: 'missed', startedAt: undefined }),
    run('poll', '2026-11-29T06:00:00Z', 1, { state: 'suppressed', cause: 'suspended', startedAt: undefined }),
    run('slow', '2026-11-29T07:00:00Z', 4_320),
    run('late', '2026-11-29T08:00:00Z', 100, {
      hangs: [{ attempt: 1, why: 'late', text: 'late', at: '2026-11-29T08:01:00.000Z' }],
    }),
    run('long', '2026-11-27T08:00:00Z', 0, { state: 'running', stoppedAt: undefined }),
    // Those of the day before and of the day after.
    run('report', '2026-11-28T02:30:00Z', 720),
    run('report', '2026-11-29T22:30:00Z', 5),
  ]
  const jobs = {
    slow: { durations: [2_400, 2_300, 2_200, 2_350, 2_250, 4_320], size: { spot: false } },
    report: { durations: [700, 710, 720, 705, 715], size: { spot: false } },
  }
  const digest = digestOf(day, 'Asia/Seoul', runs, jobs)

  test('what ran, what did not, what was slower than usual, and what it cost', () => {
    expect(digestText(digest, 'en')).toEqual({
      title: 'Jobs: 2 failed, 1 missed, 1 late, 1 slower than usual, 3 succeeded',
      body: [
        'Sun 29 Nov, 07:30 to Mon 30 Nov, 07:30 (Asia/Seoul)',
        "FAILED\nload, 2 times, last Sun 29 Nov, 13:00: The job's own command failed. Exit code 4.",
        'DID NOT RUN\nimport, Sun 29 Nov, 14:00: No task was started in time.\npoll, Sun 29 Nov, 15:00: The job is suspended.',
        'SLOWER THAN USUAL\nslow, Sun 29 Nov, 16:00: 1 hour 12 minutes, usually at most 40 minutes',
        'NOT FINISHED IN TIME\nlate, Sun 29 Nov, 17:00',
        'NOT OVER YET\nlong, Fri 27 Nov, 17:00: running',
        'RAN\nlate: 1 succeeded, 1 minute 40 seconds\nload: 2 failed, 2 minutes\nreport: 1 succeeded, 12 minutes, $0.0025\nslow: 1 succeeded, 1 hour 12 minutes, $0.0148',
        'Cost: about $0.0173, by list prices of us-east-1.\nNot counted, because the size of their task is not known: late, load.\nSee it again: npm run -s nightshift -- jobs digest --day 2026-11-30',
      ].join('\n\n'),
    })
  })

  test('seconds and dollars of runs that are over: one that waits for its next attempt is counted when it ends', () => {
    const attempt = { attempt: 1, startedAt: '2026-11-29T03:00:00Z', stoppedAt: '2026-11-29T03:10:00Z' }
    const waiting = run('report', '2026-11-29T03:00:00Z', 600, {
      ...failed,
      state: 'waiting',
      waitsFor: 'retry',
      earlier: [attempt],
    } as unknown as Partial<RunRecord>)
    const found = digestOf(day, 'UTC', [waiting, run('report', '2026-11-29T02:30:00Z', 60)], jobs)
    expect(found.jobs).toEqual([expect.objectContaining({ going: 1, succeeded: 1, seconds: 60 })])
    expect(found.dollars).toBe(digestOf(day, 'UTC', [run('report', '2026-11-29T02:30:00Z', 60)], jobs).dollars)
    expect(digestText(found, 'en').body).toContain('report, Sun 29 Nov, 03:00: waiting for its next attempt')
  })

  test('what ended after its end, before it was made, was not over; what began after it was not there', () => {
    const after = '2026-11-29T22:31:00Z'
    const found = digestOf(
      day,
      'UTC',
      [
        run('long', '2026-11-29T22:00:00Z', 0, { ...failed, stoppedAt: after }),
        run('late', '2026-11-29T22:10:00Z', 0, {
          state: 'missed',
          cause: 'missed',
          startedAt: undefined,
          stoppedAt: after,
        }),
        run('filled', '2026-11-01T22:10:00Z', 0, {
          startedAt: '2026-11-29T22:30:10Z',
          stoppedAt: after,
          backfill: 'b',
        }),
        run('filling', '2026-11-01T22:10:00Z', 0, {
          startedAt: '2026-11-29T22:20:10Z',
          stoppedAt: after,
          backfill: 'b',
        }),
      ],
      {},
    )
    expect(found.going.map(({ job, state }) => [job, state])).toEqual([
      ['filling', 'running'],
      ['long', 'running'],
      ['late', 'waiting'],
    ])
    expect([...found.failed, ...found.notRun]).toEqual([])
  })

  test('that nothing ran does not stand above what is not over, or was left out', () => {
    const open = [
      ...(['retry', 'lease', 'target', 'pool', 'day', 'jitter', 'after', undefined] as const).map((waitsFor, index) =>
        run(`job-${index}`, '2026-11-29T03:00:00Z', 0, { state: 'waiting', waitsFor, stoppedAt: undefined }),
      ),
    ]
    const { title, body } = digestText(digestOf(day, 'UTC', open, {}), 'en')
    expect(title).toBe('Jobs: 8 not over, 0 succeeded')
    expect(body).toMatch(/^Sat 28 Nov, 22:30 to Sun 29 Nov, 22:30 \(UTC\)\n\nNOT OVER YET\n/)
    expect(body).toContain('job-3, Sun 29 Nov, 03:00: waiting for a place in its pool\n')
    expect(body).toContain('job-7, Sun 29 Nov, 03:00: waiting\n')
    expect(body).not.toMatch(/Nothing to report|undefined|waits \(/)
    const left = [run('poll', '2026-11-29T06:00:00Z', 1, { state: 'suppressed', cause: 'suspended' })]
    for (const language of ['en', 'ko'] as const) {
      const said = digestText(digestOf(day, 'UTC', left, {}), language)
      expect(said.title).toBe(language === 'en' ? 'Jobs: 1 left out, 0 succeeded' : '작업: 제외 1건, 성공 0건')
      expect(said.body).not.toMatch(/Nothing to report|보고할 것이 없습니다/)
    }
  })

  test('in Korean for whoever reads Korean', () => {
    const { title, body } = digestText(digest, 'ko')
    expect(title).toBe('작업: 실패 2건, 미실행 1건, 지연 1건, 평소보다 느림 1건, 성공 3건')
    expect(body).toContain('작업의 명령이 실패함. 종료 코드 4.')
    expect(body).toContain('slow, 11월 29일 (일) 16:00: 1시간 12분, 평소 최대 40분')
    expect(body).not.toMatch(/failed|succeeded|usually/)
  })

  test('nothing to report is one line; where all went well it is the first', () => {
    expect(digestText(digestOf(day, 'UTC', [], {}), 'en')).toEqual({
      title: 'Jobs: nothing to report',
      body: 'Nothing to report: nothing ran from Sat 28 Nov, 22:30 to Sun 29 Nov, 22:30.',
    })
    const calm = digestText(digestOf(day, 'UTC', runs.slice(0, 1), jobs), 'en')
    expect(calm.title).toBe('Jobs: nothing to report, 1 run succeeded')
    expect(calm.body.split('\n')[0]).toMatch(/^Nothing to report: the one run from .* succeeded\.$/)
    expect(digestText(digestOf(day, 'UTC', [], {}), 'ko').body).toContain('보고할 것이 없습니다')
  })

  test('its email is green only where nothing went wrong', () => {
    const moodOf = (...args: Parameters<typeof digestOf>) => {
      const detail = digestSignal(digestOf(...args), 'mina', args[0].until)
      const report = reportOf({ source: 'nightshift', detail })
      if (!report) throw new Error('no report')
      const { about, html } = composeReport(report, { language: 'ko' })
      expect(html).toContain(about?.mood === 'good' ? '#16a34a' : '#d97706')
      return about?.mood
    }
    expect(moodOf(day, 'UTC', [], {})).toBe('good')
    expect(moodOf(day, 'UTC', runs.slice(0, 1), jobs)).toBe('good')
    expect(moodOf(day, 'UTC', [run('nightly', '2026-11-29T03:00:00Z', 60, failed)], jobs)).toBe('warning')
    expect(moodOf(day, 'UTC', [run('nightly', '2026-11-29T03:00:00Z', 60, { state: 'missed' })], jobs)).toBe('warning')
    expect(moodOf(day, 'UTC', runs, jobs)).toBe('warning')
  })

  test('no time and no number in it is taken for a phone number, and it is whole in the email', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      run(`a-job-with-a-rather-long-name-${index}`, '2026-11-29T03:00:00Z', 60, { ...failed, attempt: 3 }),
    )
    for (const language of ['en', 'ko'] as const)
      for (const each of [digest, digestOf(day, 'Asia/Seoul', many, {})]) {
        const { title, body } = digestText(each, language)
        expect(redact(body)).toBe(body)
        const event = { source: 'nightshift', detail: { mood: 'report', id: 'x', title, body, to: 'mina' } }
        expect(reportOf(event)?.body).toBe(body)
        // A phone shows so much; a screen of 360 points some 45 characters a line.
        expect(body.split('\n').length).toBeLessThan(80)
      }
  })

  test('a job that runs each minute is held against what is usual, and one of which little is known is not slow', () => {
    const often = Array.from({ length: 60 }, (_, index) =>
      run('often', later(new Date('2026-11-29T03:00:00Z'), index * 60).toISOString(), index === 7 ? 300 : 20),
    )
    const durations = [...Array.from({ length: 29 }, () => 20), 300]
    expect(digestOf(day, 'UTC', often, { often: { durations } }).slow).toEqual([
      expect.objectContaining({ job: 'often', count: 1, seconds: 300, usual: 20 }),
    ])
    expect(digestOf(day, 'UTC', often, { often: { durations: [20, 300] } }).slow).toEqual([])
    expect(digestOf(day, 'UTC', often, { often: { durations, longerThanUsual: 20 } }).slow).toEqual([])
  })

  test('names that every object has are jobs like others', () => {
    const odd = digestOf(day, 'UTC', [run('toString', '2026-11-29T03:00:00Z', 60)], {})
    expect(odd.jobs).toEqual([expect.objectContaining({ job: 'toString', succeeded: 1 })])
  })
})

test('the deployment lays it beside the functions with what each task costs by, and they read its calendar', () => {
  const written = deployedDigest({ at: '07:30', zone: 'Asia/Seoul', to: 'mina', calendar: 'office' }, {
    nightly: { image: 'shop/nightly:1', spot: true, cpu: 512, command: ['secret'] },
  } as unknown as JobsConfig)
  expect(written).toMatchObject({ to: ['mina'], sizes: { nightly: { spot: true, cpu: 512 } } })
  expect(JSON.stringify(written)).not.toContain('secret')
  expect(digestIn({ digest: written, calendars: { office: calendar } })).toMatchObject({ calendar, at: '07:30' })
  expect(() => digestIn({ digest: written })).toThrow('office')
  expect(digestIn({})).toBeUndefined()
})

describe('sent once for a day', () => {
  const until = new Date('2026-11-29T22:30:00Z')
  const stored = (each: DigestRun): RunRecord => ({
    ...keys.run(each.job, each.scheduledAt),
    kind: 'run',
    at: each.scheduledAt,
    basis: { event: {}, config: 'v1' },
    ...each,
    ...(each.state === 'running' ? { open: 'run' } : {}),
  })
  const made = async (runs: readonly DigestRun[] = []) => {
    const desk = makeDesk({ ledger: memoryLedger(), jobs: { nightly: makeJob() } })
    for (const each of runs) await desk.ledger.commit([{ item: stored(each), expect: 'absent' }], until)
    const at = (now: Date, id?: string) => ({ ...desk.at(now, id), digest: rule })
    return { ...desk, at }
  }

  test('however often the sweep comes, and nothing before its time or without a rule', async () => {
    const desk = await made()
    await sendDigest(desk.at(later(until, -60)))
    await sendDigest({ ...desk.at(until), digest: undefined })
    expect(desk.signals).toEqual([])
    await Promise.all([sendDigest(desk.at(until, 'one')), sendDigest(desk.at(until, 'two'))])
    for (let minute = 1; minute < 400; minute += 1) await sendDigest(desk.at(later(until, minute * 60)))
    expect([...new Set(desk.signals.map(({ id }) => id))]).toEqual(['jobs-digest/2026-11-30/mina'])
    const before = desk.signals.length
    await sendDigest(desk.at(later(until, 86_400)))
    expect(desk.signals.slice(before).map(({ id }) => id)).toEqual(['jobs-digest/2026-12-01/mina'])
    expect(desk.signals.at(-1)).toMatchObject({ mood: 'report', to: 'mina', inLanguage: { ko: expect.anything() } })
  })

  test('a call that dies before or after it hands it over is made up for, under the same id', async () => {
    for (const dies of ['bus', 'ledger'] as const) {
      const desk = await made()
      const gone = async (): Promise<never> => Promise.reject(new Error('gone'))
      const world = desk.at(until)
      const dying =
        dies === 'bus' ? { ...world, publish: gone } : { ...world, ledger: { ...world.ledger, commit: gone } }
      await expect(sendDigest(dying)).rejects.toThrow('gone')
      await sendDigest(desk.at(later(until, 60)))
      await sendDigest(desk.at(later(until, 120)))
      expect(desk.signals.map(({ id }) => id)).toEqual(
        Array.from({ length: dies === 'bus' ? 1 : 2 }, () => 'jobs-digest/2026-11-30/mina'),
      )
    }
  })

  test('what was not over is in the next one when it is, however long it took', async () => {
    const long = run('nightly', '2026-11-25T02:30:00Z', 0, { state: 'running', stoppedAt: undefined })
    const desk = await made([long])
    await sendDigest(desk.at(until))
    expect(desk.signals[0]?.body).toContain('NOT OVER YET\nnightly')
    expect(await desk.ledger.get<JobDigestRecord>(keys.jobDigest('2026-11-30'))).toMatchObject({
      going: [{ job: 'nightly', scheduledAt: '2026-11-25T02:30:00Z' }],
    })
    const ended = { ...stored({ ...long, ...failed, stoppedAt: '2026-11-30T01:00:00.000Z' }), open: undefined }
    await desk.ledger.commit([{ item: ended, expect: 1 }], until)
    await sendDigest(desk.at(later(until, 86_400)))
    expect(desk.signals[1]?.title).toBe('Jobs: 1 failed, 0 succeeded')
    // And not once more.
    await sendDigest(desk.at(later(until, 2 * 86_400)))
    expect(desk.signals[2]?.title).toBe('Jobs: nothing to report')
  })

  test('the runs of a backfill are in it, however old their firings', async () => {
    const filled = (at: string) =>
      run('nightly', at, 0, { ...failed, backfill: 'b', startedAt: '2026-11-29T20:00:00Z' })
    const ended = '2026-11-29T20:10:00.000Z'
    for (const [from, until] of [
      ['2026-08-01T00:00:00.000Z', '2026-08-02T00:00:00.000Z'],
      ['2025-01-01T00:00:00.000Z', '2026-08-02T00:00:00.000Z'],
      ['2009-01-01T00:00:00.000Z', '2026-08-02T00:00:00.000Z'],
    ] as const) {
      const old = ['2026-08-01T02:30:00Z', '2026-08-01T03:30:00Z'].map((at) => ({ ...filled(at), stoppedAt: ended }))
      const desk = await made([...old, run('nightly', '2026-08-01T04:30:00Z', 60)])
      const backfill = {
        ...keys.jobBackfill('nightly'),
        kind: 'job-backfill',
        at: '2026-11-29T20:00:00.000Z',
        job: 'nightly',
        from,
        until,
        endedAt: '2026-11-29T20:11:00.000Z',
      }
      await desk.ledger.commit([{ item: backfill, expect: 'absent' }], day.until)
      await sendDigest(desk.at(day.until))
      expect(desk.signals[0]?.title).toBe('Jobs: 2 failed, 0 succeeded')
      await sendDigest(desk.at(later(day.until, 86_400)))
      expect(desk.signals[1]?.title).toBe('Jobs: nothing to report')
    }
  })

  test('of two backfills between two digests both are in it, and of one that was cancelled what it had begun', async () => {
    const now = { begin: new Date('2026-11-29T10:00:00Z'), later: new Date('2026-11-29T12:00:00Z') }
    const desk = await made([
      run('nightly', '2026-06-01T02:30:00Z', 0, { ...failed, stoppedAt: '2026-11-29T11:00:00.000Z', backfill: 'one' }),
      run('nightly', '2026-08-01T02:30:00Z', 0, { ...failed, stoppedAt: '2026-11-29T13:00:00.000Z', backfill: 'two' }),
      run('nightly', '2026-09-01T02:30:00Z', 0, { ...failed, stoppedAt: '2026-11-29T14:00:00.000Z' }),
    ])
    const backfill = (from: string, until: string) =>
      ({ source, action: 'backfill', job: 'nightly', by: 'mina', from, until, parallel: 1, again: true }) as const
    const june = backfill('2026-06-01T00:00:00.000Z', '2026-06-01T23:59:59.000Z')
    await doManualAction(june, { ...desk.at(now.begin, 'one'), jobs: { nightly: makeJob({ suspended: true }) } })
    await doManualAction({ source, action: 'cancel-backfill', job: 'nightly', by: 'mina' }, desk.at(now.begin, 'end'))
    const august = backfill('2026-08-01T00:00:00.000Z', '2026-08-01T23:59:59.000Z')
    await doManualAction(august, { ...desk.at(now.later, 'two'), jobs: { nightly: makeJob({ suspended: true }) } })
    await sendDigest(desk.at(until))
    expect(desk.signals[0]?.title).toBe('Jobs: 2 failed, 0 succeeded')
    await sendDigest(desk.at(later(until, 86_400)))
    expect(desk.signals[1]?.title).toBe('Jobs: nothing to report')
  })

  test('an old run that a person tried again is in it, whatever brought it about', async () => {
    const old = run('nightly', '2026-08-01T02:30:00Z', 60, { ...failed, attempt: 1, backfill: 'long ago' })
    const desk = await made([old])
    const retried = await doManualAction(
      { source, action: 'retry', job: 'nightly', by: 'mina', scheduledAt: old.scheduledAt },
      desk.at(new Date('2026-11-29T20:00:00Z')),
    )
    expect(retried).toMatchObject({ state: 'running' })
    const [now] = await desk.ledger.open<RunRecord>('run')
    const ended = { ...(now as RunRecord), ...failed, open: undefined, stoppedAt: '2026-11-29T20:10:00.000Z' }
    await desk.ledger.commit([{ item: ended, expect: now?.version ?? 0 }], until)
    await sendDigest(desk.at(until))
    expect(desk.signals.at(-1)?.title).toBe('Jobs: 1 failed, 0 succeeded')
  })

  test('the time and cost of a run that is tried again are in the digest of each of its ends, once', async () => {
    // Ten minutes that failed before the first digest; after it tried again for twenty, and then once more by itself for thirty.
    const at = '2026-11-29T02:30:00.000Z'
    const desk = await made([run('nightly', at, 600, { ...failed, attempt: 1 })])
    await sendDigest(desk.at(until))
    expect(desk.signals[0]?.body).toContain('nightly: 1 failed, 10 minutes')
    await doManualAction(
      { source, action: 'retry', job: 'nightly', by: 'mina', scheduledAt: at },
      desk.at(later(until, 3_600)),
    )
    const [now] = await desk.ledger.open<RunRecord>('run')
    const past = (attempt: number, from: number, minutes: number) => ({
      attempt,
      cause: 'application-error',
      explanation: '',
      startedAt: later(until, from).toISOString(),
      stoppedAt: later(until, from + minutes * 60).toISOString(),
    })
    const { startedAt, stoppedAt } = past(3, 9_000, 30)
    const ended = { ...(now as RunRecord), ...failed, open: undefined, attempt: 3, startedAt, stoppedAt }
    const item = { ...ended, earlier: [...(now?.earlier ?? []), past(2, 3_600, 20)] }
    expect(item.earlier).toHaveLength(2)
    await desk.ledger.commit([{ item, expect: now?.version ?? 0 }], until)
    await sendDigest(desk.at(later(until, 86_400)))
    expect(desk.signals.at(-1)?.body).toContain('nightly: 1 failed, 50 minutes')
  })

  test('it begins where the one before ended, after an outage and when its time was changed', async () => {
    const at = (time: string) => run('nightly', time, 60, failed)
    // After the first; while nothing was sent; and between the old time of the last day and the new one.
    const desk = await made([at('2026-11-30T02:30:00Z'), at('2026-12-01T02:30:00Z'), at('2026-12-02T23:30:00Z')])
    await sendDigest(desk.at(until))
    // Nothing is sent on 1 December.
    await sendDigest(desk.at(later(until, 2 * 86_400)))
    expect(desk.signals[1]).toMatchObject({ id: 'jobs-digest/2026-12-02/mina', title: 'Jobs: 2 failed, 0 succeeded' })
    const moved = { ...rule, at: '10:00' }
    await sendDigest({ ...desk.at(new Date('2026-12-03T01:00:00Z')), digest: moved })
    expect(desk.signals[2]).toMatchObject({ id: 'jobs-digest/2026-12-03/mina', title: 'Jobs: 1 failed, 0 succeeded' })
    expect(desk.signals[2]?.body).toContain('Wed 2 Dec, 07:30 to Thu 3 Dec, 10:00')
    await sendDigest(desk.at(new Date('2026-12-03T22:30:00Z')))
    expect(desk.signals[3]?.body).toContain('from Thu 3 Dec, 10:00 to Fri 4 Dec, 07:30')
  })

  test('jobs digest prints the same, of any day, and one whose time has not come as far as it is', async () => {
    const desk = await made([run('nightly', '2026-11-29T02:30:00Z', 60, failed)])
    const record: JobRecord = {
      ...keys.job('nightly'),
      kind: 'job',
      at: '2026-11-29T00:00:00Z',
      job: 'nightly',
      schedule: '',
      since: '',
      sweptTo: '',
    }
    await desk.ledger.commit([{ item: record, expect: 'absent' }], until)
    await sendDigest(desk.at(until))
    const config = { jobs: { nightly: { spot: false } }, jobDigest: { at: '07:30', zone: 'Asia/Seoul', to: 'mina' } }
    const asked = (more: object, now = later(until, 3_600)) =>
      readJobDigest(
        { config, ledger: () => desk.ledger, now: () => now } as unknown as Parameters<typeof readJobDigest>[0],
        { zone: 'UTC', ...more },
      )
    const [signal] = desk.signals
    expect(await asked({})).toMatchObject({ day: '2026-11-30', title: signal?.title, body: signal?.body })
    // One that was sent stays as it was when its time is changed afterwards.
    const moved = { ...config, jobDigest: { ...config.jobDigest, at: '09:00' } }
    const deployment = { config: moved, ledger: () => desk.ledger, now: () => later(until, 3 * 3_600) }
    expect(
      await readJobDigest(deployment as unknown as Parameters<typeof readJobDigest>[0], {
        zone: 'UTC',
        day: '2026-11-30',
      }),
    ).toMatchObject({ until: until.toISOString(), title: signal?.title })
    expect(await asked({ language: 'ko' })).toMatchObject(signal?.inLanguage?.ko ?? {})
    expect(await asked({ day: '2026-11-29' })).toMatchObject({ title: 'Jobs: nothing to report' })
    expect(await asked({ day: '2026-12-01' })).toMatchObject({ until: later(until, 3_600).toISOString() })
    await expect(asked({ day: '2026-12-02' })).rejects.toThrow('in the future')
  })
})
