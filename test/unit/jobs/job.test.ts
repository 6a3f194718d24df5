import { dueFirings } from '../../../functions/jobs/rules/due.ts'
import { newJob } from '../../../functions/jobs/rules/job.ts'
import { runOfTask, startedBy } from '../../../functions/jobs/rules/run.ts'
import { requestedTime, runTime, scheduledTime } from '../../../functions/jobs/rules/times.ts'
import { later, makeJob, nightly } from './world.ts'

const often = makeJob({ schedule: 'rate(1 minute)' })
const quarterly = makeJob({ schedule: 'rate(15 minutes)', startWithin: 300 })
const t0 = new Date('2026-11-21T00:00:00Z')
const minutes = (count: number): Date => later(t0, count * 60)
const texts = (dates: readonly Date[]): string[] => dates.map((at) => at.toISOString().slice(11, 16))
const runAt = (minute: number, requestedBy?: string) => ({ scheduledAt: runTime(minutes(minute)), requestedBy })

describe('due firings of a cron expression', () => {
  const record = newJob('nightly', nightly, new Date('2026-11-20T00:00:00Z'))
  const due = (now: string) => dueFirings(nightly, record, [], new Date(now))

  test('are those whose deadline and grace are over', () => {
    expect(due('2026-11-20T02:40:29Z').due).toEqual([])
    expect(texts(due('2026-11-20T02:40:30Z').due)).toEqual(['02:30'])
    expect(due('2026-11-22T02:41:00Z').due).toHaveLength(3)
  })

  test('are taken up in parts after a long outage, and none is skipped', () => {
    const minutely = makeJob({ schedule: 'cron(* * * * ? *)', startWithin: 60 })
    let current = newJob('x', minutely, t0)
    const seen: Date[] = []
    for (let sweep = 0; sweep < 40; sweep++) {
      const { due, sweptTo } = dueFirings(minutely, current, [], minutes(1442))
      seen.push(...due)
      current = { ...current, sweptTo: sweptTo.toISOString() }
    }
    expect(seen).toHaveLength(1440)
    expect(new Set(seen.map(Number)).size).toBe(1440)
  })
})

describe('due firings of a rate', () => {
  test('are found between two runs, though a later firing has arrived already', () => {
    const record = { ...newJob('x', often, t0), sweptTo: runTime(minutes(9)) }
    const runs = [6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22].reverse().map((each) => runAt(each))
    expect(texts(dueFirings(often, record, runs, minutes(22)).due)).toEqual(['00:11'])
  })

  test('are found after the last run', () => {
    const record = { ...newJob('x', quarterly, t0), sweptTo: runTime(minutes(30)) }
    expect(texts(dueFirings(quarterly, record, [runAt(35), runAt(20)], minutes(56)).due)).toEqual(['00:50'])
    expect(dueFirings(quarterly, record, [runAt(35), runAt(20)], minutes(55)).due).toEqual([])
  })

  test('are neither satisfied nor shifted by a run by hand', () => {
    const record = { ...newJob('x', quarterly, t0), sweptTo: runTime(minutes(30)) }
    const runs = [runAt(51, 'somebody'), runAt(35), runAt(20)]
    expect(texts(dueFirings(quarterly, record, runs, minutes(56)).due)).toEqual(['00:50'])
  })

  test('are counted from where the schedule was first seen, and the first run corrects that', () => {
    const record = newJob('x', quarterly, t0)
    expect(texts(dueFirings(quarterly, record, [], minutes(21)).due)).toEqual(['00:15'])
    expect(dueFirings(quarterly, record, [runAt(14)], minutes(21)).due).toEqual([])
    expect(texts(dueFirings(quarterly, record, [runAt(-1), runAt(-16)], minutes(21)).due)).toEqual(['00:15'])
  })
})

describe('the time of a run', () => {
  test('is what EventBridge says, to the second', () => {
    expect(runTime(scheduledTime('2026-11-21T02:30:00.500Z', nightly, t0) ?? t0)).toBe('2026-11-21T02:30:00Z')
  })

  test('is the last firing where EventBridge left its placeholder', () => {
    const now = new Date('2026-11-21T02:30:41Z')
    const minutely = { ...nightly, schedule: 'cron(* * * * ? *)' }
    for (const job of [nightly, minutely, quarterly])
      expect(scheduledTime('<aws.scheduler.scheduled-time>', job, now)).toEqual(new Date('2026-11-21T02:30:00Z'))
  })

  test.each(['', 'tomorrow', '2026-13-01'])('is not guessed where it is no time: %j', (text) => {
    expect(scheduledTime(text, nightly, t0)).toBeUndefined()
  })

  test("by hand never takes a firing's place, and one request is one run", () => {
    const time = (text: string, command?: string[]) => runTime(requestedTime(text, command) ?? t0)
    expect(time('2026-11-21T02:30:00Z')).toMatch(/^2026-11-21T02:30:00\.\d{3}Z$/)
    expect(time('2026-11-21T02:30:00Z')).toBe(time('2026-11-21T02:30:00Z'))
    expect(time('2026-11-21T02:30:00Z', ['false'])).not.toBe(time('2026-11-21T02:30:00Z'))
    expect(time('2026-11-21T02:30:00.417Z')).toBe('2026-11-21T02:30:00.417Z')
    expect(requestedTime('soon')).toBeUndefined()
  })

  test.each(['2026-11-21T02:30:00Z', '2026-11-21T02:30:00.417Z'])('can be read from a task: %s', (scheduledAt) => {
    const run = { job: 'nightly-report', scheduledAt, attempt: 1 }
    expect(startedBy(run)).toMatch(/^[\w/-]{1,128}$/)
    expect(runOfTask(startedBy(run))).toEqual(run)
  })

  test.each([undefined, '', 'ecs-svc/1234', 'nightshift/x', 'nightshift/X/20261121T023000Z/1'])('not of %s', (text) => {
    expect(runOfTask(text)).toBeUndefined()
  })
})
