import { stretchOf } from '../../../api/jobs/backfill.ts'
import { plainLines } from '../../../api/jobs/whole-log.ts'
import { standingOf } from '../../../functions/jobs/rules/after.ts'
import { firingsBetween } from '../../../functions/jobs/rules/backfill.ts'
import { jitterOf } from '../../../functions/jobs/rules/hold.ts'
import { shownTail } from '../../../functions/jobs/rules/log-tail.ts'
import { fallsBack, retryAt } from '../../../functions/jobs/rules/retries.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import { circleFrom } from '../../../shared/jobs/chain.ts'
import { rangeOf } from '../../../shared/jobs/exit-codes.ts'
import { nextFargateSize } from '../../../shared/jobs/fargate-sizes.ts'
import { finishByOf } from '../../../shared/jobs/finish-by.ts'
import { type HolidayRule, holidayFate, plannedTime } from '../../../shared/jobs/holidays.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'

const esc = '\u001b'

describe('a stretch of a backfill, by hand', () => {
  test.each([
    // Beirut's clocks go from 24:00 back to 23:00 on the 24th: the day has 25 hours.
    ['2026-10-24', 'Asia/Beirut', '2026-10-23T21:00:00.000Z', '2026-10-24T21:59:59.999Z'],
    // Cairo's skip midnight: the 24th of April begins at 01:00, and the 23rd ends there.
    ['2026-04-23..2026-04-24', 'Africa/Cairo', '2026-04-22T22:00:00.000Z', '2026-04-24T20:59:59.999Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24T20:59:59.999Z'],
    // Berlin's day of 23 hours, and that of 25.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'],
    // Lord Howe moves by half an hour.
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', '2026-10-04T12:59:59.999Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    // A day and an instant; an instant alone; instants of two zones.
    ['2026-11-01..2026-11-02T03:00:00+09:00', 'UTC', '2026-11-01T00:00:00.000Z', '2026-11-01T18:00:00.000Z'],
    ['2026-11-01T02:30:00Z', 'Asia/Seoul', '2026-11-01T02:30:00.000Z', '2026-11-01T02:30:00.000Z'],
    ['2026-11-01T02:30Z..2026-11-01T11:31+0900', 'UTC', '2026-11-01T02:30:00.000Z', '2026-11-01T02:31:00.000Z'],
    [' 2026-11-01 .. 2026-11-02 ', 'UTC', '2026-11-01T00:00:00.000Z', '2026-11-02T23:59:59.999Z'],
  ])('%j in %s', (text, zone, from, until) => {
    const stretch = stretchOf(text, zone)
    expect([stretch.from.toISOString(), stretch.until.toISOString()]).toEqual([from, until])
  })

  test.each([
    ['2026-11-05..2026-11-01', 'ends before it begins'],
    ['2026-11-02T00:00:00+09:00..2026-11-01', undefined],
    ['2026-11-01T03:00:00Z..2026-11-01T02:59:59Z', 'ends before it begins'],
    ['2026-11-31', 'is not a stretch of time'],
    ['2025-02-29..2025-03-01', 'is not a stretch of time'],
    ['2026-11-01..', 'is not a stretch of time'],
    ['..2026-11-01', 'is not a stretch of time'],
    ['2026-11-01...2026-11-02', 'is not a stretch of time'],
    ['2026-11-01..2026-11-02..2026-11-03', 'is not a stretch of time'],
    ['2026-11-01T02:00:00..2026-11-01T03:00:00', 'is not a stretch of time'],
    ['2026-11-01T25:00:00Z', 'is not a stretch of time'],
    ['yesterday', 'is not a stretch of time'],
    ['', 'is not a stretch of time'],
  ])('%j is refused: %s', (text, words) => {
    if (words === undefined) expect(stretchOf(text, 'UTC').until.toISOString()).toBe('2026-11-01T23:59:59.999Z')
    else expect(() => stretchOf(text, 'UTC')).toThrow(words)
  })
})

describe('the firings of a backfill, by hand', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const between = (job: Parameters<typeof firingsBetween>[0], from: string, until: string, known: string[] = []) =>
    firingsBetween(job, { from: new Date(from), until: new Date(until), now }, known).map((at) => at.toISOString())

  test.each([
    // Both ends are in it; one millisecond less is not.
    ['cron(30 2 * * ? *)', '2026-11-01T02:30:00Z', '2026-11-01T02:30:00Z', ['2026-11-01T02:30:00.000Z']],
    ['cron(30 2 * * ? *)', '2026-11-01T02:30:00.001Z', '2026-11-02T02:29:59.999Z', []],
    // What lies ahead is not in it, and what is due now is.
    ['cron(0 12 * * ? *)', '2026-11-21T00:00:00Z', '2027-01-01T00:00:00Z', ['2026-11-21T12:00:00.000Z']],
    ['cron(0 13 * * ? *)', '2026-11-21T00:00:00Z', '2027-01-01T00:00:00Z', []],
    ['at(2026-11-01T02:00:00)', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', ['2026-11-01T02:00:00.000Z']],
    ['at(2027-11-01T02:00:00)', '2026-11-01T00:00:00Z', '2028-11-02T00:00:00Z', []],
    [
      'cron(0 0 29 2 ? *)',
      '2020-01-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      ['2020-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ],
  ])('%s from %s to %s', (schedule, from, until, found) => {
    expect(between({ schedule, zone: 'UTC' }, from, until)).toEqual(found)
  })

  test('in an hour that clocks show twice each time fires once, and in one that they skip none', () => {
    const quarters = { schedule: 'cron(0/15 * * * ? *)', zone: 'Europe/Berlin' }
    // 00:00Z to 01:00Z is the first 02:00 to 03:00, 01:00Z to 02:00Z the second one, which is quiet.
    expect(between(quarters, '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T00:15:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T00:45:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
    // 01:45 is followed by 03:00.
    expect(between(quarters, '2026-03-29T00:45:00Z', '2026-03-29T01:00:00Z')).toEqual([
      '2026-03-29T00:45:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ])
  })

  test('a rate has the beat of its newest run, before and after it', () => {
    const rate = { schedule: 'rate(6 hours)', zone: 'UTC' }
    expect(between(rate, '2026-11-20T00:00:00Z', '2026-11-21T23:00:00Z', ['2026-11-20T07:10:00Z'])).toEqual([
      '2026-11-20T01:10:00.000Z',
      '2026-11-20T07:10:00.000Z',
      '2026-11-20T13:10:00.000Z',
      '2026-11-20T19:10:00.000Z',
      '2026-11-21T01:10:00.000Z',
      '2026-11-21T07:10:00.000Z',
    ])
  })

  test('a job for holidays alone has all of them, however often its schedule fires', () => {
    const calendar = calendarOf({ zone: 'UTC', rules: [], holidays: ['2026-01-01', '2026-10-03'] })
    const job = { schedule: 'cron(0/5 * * * ? *)', zone: 'UTC', holidays: { action: 'only' as const, calendar } }
    const found = between(job, '2026-01-01T00:00:00Z', '2026-11-20T00:00:00Z')
    expect(found).toHaveLength(2 * 288)
    expect(found.at(-1)).toBe('2026-10-03T23:55:00.000Z')
  })

  test('more than a backfill has is one more than that', () => {
    expect(
      between({ schedule: 'cron(* * * * ? *)', zone: 'UTC' }, '2020-01-01T00:00:00Z', '2026-11-20T00:00:00Z'),
    ).toHaveLength(1_001)
  })
})

describe('codes of a rule', () => {
  test.each([
    [1, [1, 1]],
    [255, [255, 255]],
    ['1-255', [1, 255]],
    ['64-64', [64, 64]],
    ['75', [75, 75]],
    [0, undefined],
    [256, undefined],
    [-1, undefined],
    [75.5, undefined],
    ['0-5', undefined],
    ['78-64', undefined],
    ['64-256', undefined],
    ['64-', undefined],
    ['-64', undefined],
    ['64 - 78', undefined],
    ['64–78', undefined],
    ['', undefined],
  ])('%j', (entry, range) => expect(rangeOf(entry)).toEqual(range))
})

describe('finishBy', () => {
  test.each([
    // Its own time is the next day's; the zone's day counts, not that of UTC.
    ['02:30', 'UTC', '2026-11-21T02:30:00Z', '2026-11-22T02:30:00.000Z'],
    ['06:00', 'Asia/Seoul', '2026-11-21T20:00:00Z', '2026-11-21T21:00:00.000Z'],
    ['00:00', 'Asia/Seoul', '2026-11-21T14:59:59Z', '2026-11-21T15:00:00.000Z'],
    ['00:00', 'Asia/Seoul', '2026-11-21T15:00:00Z', '2026-11-22T15:00:00.000Z'],
    // Skipped in Berlin: the jump. Shown twice: the first; after that one, the next day.
    ['02:30', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['02:30', 'Europe/Berlin', '2026-10-24T23:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['02:30', 'Europe/Berlin', '2026-10-25T00:45:00Z', '2026-10-26T01:30:00.000Z'],
    // Samoa left out the 30th of December 2011: that day's midnight is the jump to the 31st.
    ['12:00', 'Pacific/Apia', '2011-12-30T00:00:00Z', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s after %s is %s', (finishBy, zone, at, by) => {
    expect(finishByOf({ finishBy, zone }, new Date(at))).toBe(by)
  })
})

describe('holidays', () => {
  const days = ['2026-12-24', '2026-12-25', '2026-12-28', '2026-12-31', '2027-01-01']
  const calendar = calendarOf({
    zone: 'Europe/Berlin',
    rules: [{ days: 'mon-fri', from: '08:00', until: '18:00' }],
    holidays: days,
  })
  const job = (action: HolidayRule['action'], schedule: string, zone = 'Europe/Berlin') => ({
    schedule,
    zone,
    holidays: { action, calendar },
  })

  test('what is moved goes over a weekend and a holiday behind it', () => {
    // Friday the 25th; Saturday, Sunday, and Monday the 28th is one as well.
    expect(plannedTime(job('move', 'cron(0 3 25 * ? *)'), new Date('2026-12-25T02:00:00Z'))?.toISOString()).toBe(
      '2026-12-29T02:00:00.000Z',
    )
  })

  test('of two that would be moved to one day the later one runs', () => {
    const pair = job('move', 'cron(0 3 24,25 12 ? *)')
    expect(holidayFate(pair, new Date('2026-12-24T02:00:00Z'))).toMatchObject({ kind: 'skipped' })
    expect(plannedTime(pair, new Date('2026-12-25T02:00:00Z'))?.toISOString()).toBe('2026-12-29T02:00:00.000Z')
  })

  test('a firing on a weekend that is no holiday runs, and one in the last minute of a holiday does not', () => {
    expect(holidayFate(job('skip', 'cron(0 3 * * ? *)'), new Date('2026-12-26T02:00:00Z'))).toEqual({ kind: 'runs' })
    expect(holidayFate(job('skip', 'cron(59 23 * * ? *)'), new Date('2026-12-31T22:59:00Z'))).toMatchObject({
      kind: 'skipped',
    })
    expect(holidayFate(job('skip', 'cron(0 0 * * ? *)'), new Date('2026-12-25T23:00:00Z'))).toEqual({ kind: 'runs' })
  })

  test('a calendar without a working day leaves a move out, in words', () => {
    const never = calendarOf({ zone: 'UTC', rules: [], holidays: ['2026-12-25'] })
    const fate = holidayFate(
      { schedule: 'cron(0 3 25 12 ? *)', zone: 'UTC', holidays: { action: 'move', calendar: never } },
      new Date('2026-12-25T03:00:00Z'),
    )
    expect(fate).toMatchObject({ kind: 'skipped', why: expect.stringContaining('no working day') })
  })
})

describe('jitter', () => {
  test('is the same each time, differs by job and firing, and is from none to all of it', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 0, minute))
    const all = Array.from({ length: 2_000 }, (_, minute) => jitterOf('nightly', at(minute), { jitter: 60 }))
    expect(jitterOf('nightly', at(7), { jitter: 60 })).toBe(all[7])
    expect(jitterOf('other', at(7), { jitter: 60 })).not.toBe(all[7])
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...all)).toBeLessThanOrEqual(60_000)
    // Half of them come in the first half, as nearly as 2,000 throws of a coin do: within five standard deviations.
    expect(Math.abs(all.filter((ms) => ms < 30_000).length - 1_000)).toBeLessThan(112)
    expect(jitterOf('nightly', at(7), {})).toBe(0)
  })
})

describe('chains', () => {
  const run = (state: RunRecord['state']) => ({ state }) as RunRecord
  const at = new Date('2026-11-21T02:30:00Z')
  const standing = (when: 'all' | 'any', runs: Record<string, RunRecord>, seconds: number) =>
    standingOf(
      { after: { jobs: ['load', 'clean'], when, within: 3_600 }, within: 3_600 },
      runs,
      at,
      new Date(at.getTime() + seconds * 1000),
    )

  test.each([
    ['all', { load: run('succeeded'), clean: run('succeeded') }, 0, 'ready'],
    // Late, but all have succeeded by then.
    ['all', { load: run('succeeded'), clean: run('succeeded') }, 9_999, 'ready'],
    ['all', { load: run('succeeded') }, 3_599, 'waits'],
    ['all', { load: run('succeeded') }, 3_600, 'too late'],
    ['all', { load: run('succeeded'), clean: run('failed') }, 60, 'waits'],
    ['all', { load: run('running'), clean: run('suppressed') }, 60, 'left out'],
    ['all', { load: run('missed'), clean: run('succeeded') }, 60, 'waits'],
    ['any', { load: run('failed'), clean: run('succeeded') }, 60, 'ready'],
    ['any', { load: run('skipped') }, 60, 'waits'],
    ['any', { load: run('skipped'), clean: run('forbidden') }, 60, 'left out'],
    ['any', { load: run('skipped'), clean: run('failed') }, 3_600, 'too late'],
    ['any', {}, 3_600, 'too late'],
  ] as const)('%s of %j after %i s: %s', (when, runs, seconds, kind) => {
    expect(standing(when, runs, seconds).kind).toBe(kind)
  })

  test('a circle is named from its own job on; who only leads into one is in none', () => {
    const comes = (...jobs: string[]) => ({ after: { jobs, when: 'all' as const } })
    const jobs = { lead: comes('one'), one: comes('two'), two: comes('other', 'three'), three: comes('one'), other: {} }
    expect(circleFrom(jobs, 'one')).toEqual(['one', 'two', 'three', 'one'])
    expect(circleFrom(jobs, 'three')).toEqual(['three', 'one', 'two', 'three'])
    expect(circleFrom(jobs, 'lead')).toBeUndefined()
    expect(circleFrom({ self: comes('self') }, 'self')).toEqual(['self', 'self'])
    expect(circleFrom({ odd: comes('toString', 'constructor') }, 'odd')).toBeUndefined()
  })
})

describe('Spot', () => {
  const ended = (cause: string, state: RunRecord['state'] = 'failed') => ({ state, cause })
  test.each([
    [{}, ended('spot-interruption'), true, true],
    [{}, ended('capacity'), true, true],
    [{ onDemand: true as const }, ended('spot-interruption'), true, false],
    [{}, ended('spot-interruption'), undefined, false],
    [{}, ended('host-terminated'), true, false],
    [{}, ended('spot-interruption', 'succeeded'), true, false],
    [{ stop: { why: 'cancelled' as const, by: 'mina', at: '' } }, ended('spot-interruption'), true, false],
    [{ stop: { why: 'run-timeout' as const, by: 'nightshift', at: '' } }, ended('spot-interruption'), true, true],
  ])('%j after %j with spot %s falls back: %s', (run, verdict, spot, isSo) => {
    expect(fallsBack(run, verdict, { spot })).toBe(isSo)
  })
})

test('the wait doubles up to an hour, unless the first one is longer', () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const waited = (attempts: number, wait: number) =>
    (retryAt(
      { earlier: Array.from({ length: attempts }, () => ({ attempt: 1, cause: 'x', explanation: '' })) },
      { retries: { limit: 10, wait } },
      now,
    ).getTime() -
      now.getTime()) /
    1000
  expect([0, 1, 2, 6, 7, 60].map((attempts) => waited(attempts, 30))).toEqual([30, 60, 120, 1_920, 3_600, 3_600])
  expect([0, 1, 60].map((attempts) => waited(attempts, 7_200))).toEqual([7_200, 7_200, 7_200])
})

describe('the next size up', () => {
  test.each([
    [256, 2_048, { cpu: 512, memory: 3_072 }],
    [4_096, 30_720, { cpu: 8_192, memory: 32_768 }],
    [8_192, 16_384, { cpu: 8_192, memory: 20_480 }],
    [8_192, 61_440, { cpu: 16_384, memory: 65_536 }],
    [16_384, 32_768, { cpu: 16_384, memory: 40_960 }],
    [16_384, 122_880, undefined],
  ])('of %i and %i', (cpu, memory, next) => expect(nextFargateSize({ cpu, memory })).toEqual(next))
})

describe('lines of a log', () => {
  test.each([
    // Colours, of 256 and of true colour; moves of the cursor; both ends of OSC; a title.
    [`${esc}[38;5;196mred${esc}[0m ${esc}[48;2;1;2;3mblue${esc}[m`, ['red blue']],
    [`${esc}[2K${esc}[1Gdone${esc}[?25h`, ['done']],
    [`${esc}]0;a title${esc}\\text`, ['text']],
    [`${esc}]8;id=1;https://x.example/a?b=c;d${esc}\\link${esc}]8;;${esc}\\!`, ['link!']],
    [`${esc}]133;A\u0007prompt`, ['prompt']],
    ['\u009b31mred\u009b0m', ['red']],
    // Strings of devices and of applications, which terminals show nothing of.
    [`a${esc}P1$r0m${esc}\\b`, ['ab']],
    [`a${esc}_Gf=24;AAAA${esc}\\b`, ['ab']],
    [`a${esc}^private${esc}\\b`, ['ab']],
    [`${esc}(B${esc}=plain${esc}>`, ['plain']],
    // Progress: what was drawn last, also where a colour or an erasure stands around it.
    ['10 %\r20 %\r100 %\n', ['100 %']],
    ['10 %\r20 %\r', ['20 %']],
    [`${esc}[32m10 %${esc}[0m\r${esc}[K${esc}[32mdone${esc}[0m\r\n`, ['done']],
    ['one\r\ntwo\r\n', ['one', 'two']],
    ['one\r\r\n', ['one']],
    ['a\n\nb\n', ['a', '', 'b']],
    ['\n', ['']],
    // Nothing of it may act on a terminal: an escape that is cut off, a bell, a backspace, a zero.
    [`cut ${esc}`, ['cut  ']],
    [`cut ${esc}]0;never ends`, ['cut  ]0;never ends']],
    ['bell\u0007 zero\u0000.', ['bell  zero .']],
  ])('%j', (text, lines) => expect(plainLines(text)).toEqual(lines))

  test('a line of a megabyte, and one of escapes alone, are read in a moment', () => {
    const begun = performance.now()
    expect(plainLines('x'.repeat(1_000_000))[0]).toHaveLength(1_000_000)
    for (const part of [esc, `${esc}[`, `${esc}]`, `${esc}]0;`, `${esc}P`, `${esc}[1;`, '\r', `${esc}]8;;a`])
      expect(plainLines(part.repeat(100_000)).join('')).not.toContain(esc)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  test('the end of it that is kept is what a terminal would show, too', () => {
    expect(shownTail([`a${esc}_Gf=24;AAAA${esc}\\b`, '1 %\r2 %\r', '', `${esc}[31m \r\n`, 'last'])).toEqual([
      'ab',
      '2 %',
      'last',
    ])
  })
})
