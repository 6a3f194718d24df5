import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { jitterOf } from '../../../functions/jobs/rules/hold.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { slicesOf } from '../../../functions/jobs/world/slices.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import { withInheritedSchedules } from '../../../shared/jobs/chain.ts'
import { type HolidayRule, holidayFate, plannedTime } from '../../../shared/jobs/holidays.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { later, makeDesk, makeJob } from './world.ts'

const calendar = calendarOf({
  zone: 'Europe/Berlin',
  rules: [{ days: 'mon-fri', from: '08:00', until: '18:00' }],
  holidays: ['2026-12-25', '2026-12-26', '2026-10-03', '2026-03-28'],
})
const withRule = (action: HolidayRule['action'], more: Partial<JobSlice> = {}): JobSlice =>
  makeJob({ zone: 'Europe/Berlin', schedule: 'cron(0 3 25 * ? *)', holidays: { action, calendar }, ...more })

// 03:00 in Berlin on Christmas Day, a Friday; the next working day is Monday.
const christmas = new Date('2026-12-25T02:00:00Z')
const sk = '2026-12-25T02:00:00Z'

test('a firing on a holiday is left out, moved to the next working day, or the only one', () => {
  expect(holidayFate(withRule('skip'), christmas)).toMatchObject({ kind: 'skipped' })
  expect(holidayFate(withRule('only'), christmas)).toEqual({ kind: 'runs' })
  expect(plannedTime(withRule('move'), christmas)).toEqual(new Date('2026-12-28T02:00:00Z'))
  const usual = new Date('2026-11-25T02:00:00Z')
  expect(holidayFate(withRule('skip'), usual)).toEqual({ kind: 'runs' })
  expect(holidayFate(withRule('move'), usual)).toEqual({ kind: 'runs' })
  expect(holidayFate(withRule('only'), usual)).toMatchObject({ kind: 'skipped' })
})

test('dates are those of the calendar, times of day those of the job, over a change of clocks too', () => {
  // 23:30 in UTC is the next day in Berlin.
  const utc = withRule('skip', { zone: 'UTC', schedule: 'cron(30 23 * * ? *)' })
  expect(holidayFate(utc, new Date('2026-12-24T23:30:00Z'))).toMatchObject({ kind: 'skipped' })
  expect(holidayFate(utc, new Date('2026-12-26T23:30:00Z'))).toEqual({ kind: 'runs' })
  const spring = withRule('move', { schedule: 'cron(0 3 28 3 ? *)' })
  expect(plannedTime(spring, new Date('2026-03-28T02:00:00Z'))).toEqual(new Date('2026-03-30T01:00:00Z'))
})

test('one that the next firing overtakes is left out', () => {
  const daily = withRule('move', { schedule: 'cron(0 3 ? * MON-FRI *)' })
  expect(holidayFate(daily, christmas)).toMatchObject({
    kind: 'skipped',
    why: expect.stringContaining('The firing of 2026-12-28T02:00:00.000Z takes its place'),
  })
})

const runOf = (world: ReturnType<typeof makeDesk>) => world.ledger.get<RunRecord>(keys.run('nightly', sk))

test('what is moved waits under its own time, starts then once, and is not late', async () => {
  const world = makeDesk({ jobs: { nightly: withRule('move', { overlap: 'forbid' }) } })
  await startRun({ job: 'nightly', scheduledAt: christmas }, world.at(christmas))
  expect(await runOf(world)).toMatchObject({ state: 'waiting', waitsFor: 'day', dueAt: '2026-12-28T02:00:00.000Z' })
  await startRun({ job: 'nightly', scheduledAt: christmas }, world.at(later(christmas, 60)))
  await sweep(world.at(new Date('2026-12-28T01:59:00Z')))
  expect(world.arns()).toEqual([])
  await sweep(world.at(new Date('2026-12-28T02:00:30Z')))
  await runDue('nightly', sk, world.at(new Date('2026-12-28T02:00:40Z')))
  expect(world.arns()).toHaveLength(1)
  expect(await runOf(world)).toMatchObject({ state: 'running', scheduledAt: sk })
})

test.each(['skip', 'move'] as const)(
  'a firing that is lost on a holiday is found, and nobody is notified (%s)',
  async (action) => {
    const world = makeDesk({ jobs: { nightly: withRule(action) } })
    await sweep(world.at(later(christmas, -3_600)))
    await sweep(world.at(later(christmas, 900)))
    expect(await runOf(world)).toMatchObject(
      action === 'skip' ? { state: 'skipped', cause: 'holiday' } : { waitsFor: 'day' },
    )
    expect(world.signals).toEqual([])
  },
)

test('holidays take no turn from what is caught up with', async () => {
  const daily = withRule('skip', { schedule: 'cron(0 3 * * ? *)', catchUp: 'latest' })
  const world = makeDesk({ jobs: { nightly: daily } })
  await sweep(world.at(new Date('2026-12-23T12:00:00Z')))
  await sweep(world.at(new Date('2026-12-26T12:00:00Z')))
  const states = await world.ledger.children<RunRecord>(keys.run('nightly', '').pk)
  expect(states.map(({ state, cause }) => cause ?? state)).toEqual(['running', 'holiday', 'holiday'])
})

test('by hand it runs on a holiday too', async () => {
  const world = makeDesk({ jobs: { nightly: withRule('skip') } })
  await startRun({ job: 'nightly', scheduledAt: christmas, requestedBy: 'mina' }, world.at(christmas))
  expect(await runOf(world)).toMatchObject({ state: 'running' })
})

test('jitter is the same for one firing, spread over its length, and holds nothing back but the start', async () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    jitterOf('nightly', later(christmas, index * 60), { jitter: 300 }),
  )
  expect(Math.min(...many)).toBeLessThan(15_000)
  expect(Math.max(...many)).toBeLessThanOrEqual(300_000)
  expect(Math.max(...many)).toBeGreaterThan(285_000)
  const job = makeJob({ jitter: 300 })
  const delay = jitterOf('nightly', christmas, job)
  const world = makeDesk({ jobs: { nightly: job } })
  await startRun({ job: 'nightly', scheduledAt: christmas }, world.at(later(christmas, 0.5)))
  const at = new Date(christmas.getTime() + delay)
  expect(await runOf(world)).toMatchObject({ state: 'waiting', waitsFor: 'jitter', dueAt: at.toISOString() })
  expect(world.wakes).toEqual([{ job: 'nightly', scheduledAt: sk, at: at.toISOString() }])
  await runDue('nightly', sk, world.at(new Date(at.getTime() - 1)))
  expect(world.arns()).toEqual([])
  await runDue('nightly', sk, world.at(at))
  expect(world.arns()).toHaveLength(1)
})

test('the functions get each calendar once', () => {
  const { holidays: _, ...slice } = withRule('skip')
  const written = { ...slice, holidays: { action: 'skip' as const, calendar: 'office' } }
  expect(slicesOf({ jobs: { report: written }, calendars: { office: calendar } }).report?.holidays?.calendar).toBe(
    calendar,
  )
  expect(() => slicesOf({ jobs: { report: written } })).toThrow('office')
})

test('what comes after a job that is moved is moved with it, and waits no shorter for that', async () => {
  const extract = withRule('move')
  const after = { jobs: ['extract'], when: 'all' as const, within: 3_600 }
  const jobs = withInheritedSchedules<JobSlice>({ extract, load: makeJob({ after }) })
  expect(jobs.load).toMatchObject({ schedule: extract.schedule, zone: 'Europe/Berlin', holidays: { action: 'move' } })
  const world = makeDesk({ jobs })
  const load = () => world.ledger.get<RunRecord>(keys.run('load', sk))
  for (const job of ['extract', 'load']) await startRun({ job, scheduledAt: christmas }, world.at(christmas))
  await sweep(world.at(later(christmas, 7_200)))
  expect(await load()).toMatchObject({ state: 'waiting', waitsFor: 'after', dueAt: '2026-12-28T03:00:00.000Z' })
  const monday = new Date('2026-12-28T02:00:30Z')
  await sweep(world.at(monday))
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 0, later(monday, 60)), world.at(later(monday, 60)))
  await sweep(world.at(later(monday, 120)))
  expect(await load()).toMatchObject({ state: 'running', attempt: 1 })
  expect(world.signals).toEqual([])
})

test('a job that comes after others keeps a rule of its own', () => {
  const after = { jobs: ['extract'], when: 'all' as const, within: 3_600 }
  const own = withRule('only', { after })
  expect(withInheritedSchedules<JobSlice>({ extract: withRule('skip'), own }).own?.holidays?.action).toBe('only')
  expect(withInheritedSchedules<JobSlice>({ extract: makeJob(), plain: makeJob({ after }) }).plain).not.toHaveProperty(
    'holidays',
  )
})
