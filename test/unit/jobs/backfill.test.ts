import { stretchOf } from '../../../api/jobs/backfill.ts'
import { beginBackfill } from '../../../functions/jobs/engine/backfill.ts'
import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { doRequest } from '../../../functions/jobs/engine/request.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { firingsBetween } from '../../../functions/jobs/rules/backfill.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { type JobBackfillRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, later, makeDesk, makeJob } from './world.ts'

const now = new Date('2026-11-21T12:00:00Z')
const day = (of: number): string => `2026-11-${of}T02:30:00Z`
const asked = {
  source: 'nightshift.command',
  action: 'backfill',
  job: 'nightly',
  by: 'mina',
  from: '2026-11-01T00:00:00.000Z',
  until: '2026-11-05T23:59:59.999Z',
  parallel: 2,
} as const

const made = (more: Partial<JobSlice> = {}, ecs = fakeEcs()) => {
  const world = makeDesk({ jobs: { nightly: makeJob(more) }, ecs })
  return {
    ...world,
    times: () => world.ecs.asked.map(({ scheduledAt }) => scheduledAt),
    backfill: () => world.ledger.get<JobBackfillRecord>(keys.jobBackfill('nightly')),
    end: (index: number, at: Date, code = 0) =>
      onTaskNews(world.ecs.end(world.arns()[index] ?? '', code, at), world.at(at)),
  }
}
const first = ['01', '02', '03', '04', '05'].map((each) => `2026-11-${each}T02:30:00Z`)

test('each firing runs once, so many at a time, under its own time', async () => {
  const world = made()
  const plan = await beginBackfill(asked, world.at(now))
  expect(plan.plan).toEqual(first.map((scheduledAt) => ({ scheduledAt, would: 'run' })))
  expect(world.times()).toEqual(first.slice(0, 2))
  expect(world.ecs.asked[0]).toMatchObject({ requestedBy: 'mina', backfill: expect.any(String) })
  await world.end(0, later(now, 60))
  await sweep(world.at(later(now, 61)))
  expect(world.times()).toEqual(first.slice(0, 3))
  for (const [index, seconds] of [
    [1, 70],
    [2, 80],
  ] as const)
    await world.end(index, later(now, seconds), index === 2 ? 1 : 0)
  await sweep(world.at(later(now, 90)))
  for (const [index, seconds] of [
    [3, 100],
    [4, 110],
  ] as const)
    await world.end(index, later(now, seconds))
  await sweep(world.at(later(now, 120)))
  expect(world.times()).toEqual(first)
  expect(await world.backfill()).toMatchObject({
    firings: 5,
    succeeded: 4,
    failed: 1,
    left: [],
    going: [],
    endedAt: later(now, 120).toISOString(),
  })
  expect(await world.ledger.open('job-backfill')).toEqual([])
})

test('what has succeeded is left alone unless asked for again; what failed or was missed gets one more attempt', async () => {
  const world = made()
  const at = (text: string) => new Date(text)
  await startRun({ job: 'nightly', scheduledAt: at(first[0] ?? '') }, world.at(at(first[0] ?? '')))
  await world.end(0, later(at(first[0] ?? ''), 60))
  await startRun({ job: 'nightly', scheduledAt: at(first[1] ?? '') }, world.at(at(first[1] ?? '')))
  await world.end(1, later(at(first[1] ?? ''), 60), 1)
  await startRun({ job: 'nightly', scheduledAt: at(first[2] ?? '') }, world.at(now))
  const plan = { ...asked, parallel: 20 }
  const { plan: dry } = await beginBackfill({ ...plan, dry: true }, world.at(now))
  expect(dry.map(({ would }) => would)).toEqual(['has run', 'run again', 'run again', 'run', 'run'])
  expect(await world.backfill()).toBeUndefined()
  expect((await beginBackfill({ ...plan, again: true, dry: true }, world.at(now))).plan[0]?.would).toBe('run again')
  await beginBackfill(plan, world.at(now))
  expect(world.times().slice(2)).toEqual(first.slice(1))
  const second = await world.ledger.get<RunRecord>(keys.run('nightly', first[1] ?? ''))
  expect(second).toMatchObject({ attempt: 2, state: 'running', earlier: [{ attempt: 1, cause: 'application-error' }] })
})

test('a second one is refused while one goes on, in words; --cancel begins no more', async () => {
  const world = made()
  await beginBackfill(asked, world.at(now, 'one'))
  expect(await doRequest(asked, world.at(later(now, 1), 'two'))).toEqual({
    refused: expect.stringContaining('A backfill of nightly is still running'),
  })
  await doManualAction(
    { source: 'nightshift.command', action: 'cancel-backfill', job: 'nightly', by: 'mina' },
    world.at(later(now, 2)),
  )
  await world.end(0, later(now, 60))
  await sweep(world.at(later(now, 61)))
  expect(world.times()).toHaveLength(2)
  expect(await world.backfill()).toMatchObject({ cancelled: 3, left: [] })
  for (const nothing of [{ from: '2027-01-01T00:00:00Z', until: '2027-01-02T00:00:00Z' }, { until: asked.from }])
    expect(await doRequest({ ...asked, ...nothing }, world.at(later(now, 100)))).toMatchObject({
      refused: expect.any(String),
    })
})

test('a suspension holds it, and it goes on when that ends', async () => {
  const world = made()
  const command = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
  await beginBackfill(asked, world.at(now))
  await doManualAction({ ...command, action: 'suspend' }, world.at(later(now, 1)))
  await world.end(0, later(now, 60))
  await sweep(world.at(later(now, 61)))
  expect(world.times()).toHaveLength(2)
  await doManualAction({ ...command, action: 'resume' }, world.at(later(now, 70)))
  await sweep(world.at(later(now, 121)))
  expect(world.times()).toEqual(first.slice(0, 3))
})

test.each(['forbid', 'replace'] as const)(
  'where runs must not overlap it stands beside no other, and takes no place (%s)',
  async (overlap) => {
    const world = made({ overlap })
    await startRun({ job: 'nightly', scheduledAt: new Date(day(21)) }, world.at(new Date(day(21))))
    await beginBackfill(asked, world.at(now))
    expect(world.times()).toEqual([day(21)])
    expect(world.ecs.stops).toEqual([])
    await world.end(0, later(now, 10))
    await sweep(world.at(later(now, 20)))
    await sweep(world.at(later(now, 80)))
    expect(world.times()).toEqual([day(21), first[0]])
  },
)

test('a run that waited in its pool when the job was suspended gets its turn again after that, once', async () => {
  const world = made({ pool: { name: 'shared', most: 1, waiting: 10 } })
  const command = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
  await beginBackfill(asked, world.at(now))
  expect(world.times()).toEqual(first.slice(0, 1))
  await doManualAction({ ...command, action: 'suspend' }, world.at(later(now, 1)))
  await world.end(0, later(now, 60))
  for (const minute of [1, 2, 3]) await sweep(world.at(later(now, minute * 60 + 5)))
  expect(world.times()).toEqual(first.slice(0, 1))
  await doManualAction({ ...command, action: 'resume' }, world.at(later(now, 300)))
  for (let minute = 6; minute < 24; minute += 1) {
    await sweep(world.at(later(now, minute * 60)))
    for (const [index, arn] of world.arns().entries())
      if (world.ecs.started.get(arn)?.lastStatus !== 'STOPPED') await world.end(index, later(now, minute * 60 + 20))
  }
  expect(world.times().toSorted()).toEqual(first)
  expect(await world.backfill()).toMatchObject({ succeeded: 5, failed: 0, left: [], going: [] })
  expect(await world.ledger.open('job-backfill')).toEqual([])
})

test.each([
  ['for a place', 100],
  ['for its time', 30],
])(
  'a run that failed and waited %s for its next attempt when the job was suspended has it after that',
  async (_, wakes) => {
    const retries = { limit: 1, wait: 60, on: ['application-error'] as const }
    const world = made({ pool: { name: 'shared', most: 1, waiting: 10 }, retries })
    const command = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
    await beginBackfill(asked, world.at(now))
    await world.end(0, later(now, 10), 1)
    await sweep(world.at(later(now, 15)))
    expect(world.times()).toEqual(first.slice(0, 2))
    await sweep(world.at(later(now, wakes)))
    await doManualAction({ ...command, action: 'suspend' }, world.at(later(now, 110)))
    await world.end(1, later(now, 120))
    for (const minute of [3, 4, 5]) await sweep(world.at(later(now, minute * 60)))
    expect(world.times()).toEqual(first.slice(0, 2))
    await doManualAction({ ...command, action: 'resume' }, world.at(later(now, 330)))
    for (let minute = 6; minute < 24; minute += 1) {
      await sweep(world.at(later(now, minute * 60)))
      for (const [index, arn] of world.arns().entries())
        if (world.ecs.started.get(arn)?.lastStatus !== 'STOPPED') await world.end(index, later(now, minute * 60 + 20))
    }
    expect(world.times().toSorted()).toEqual([first[0], ...first])
    expect(await world.backfill()).toMatchObject({ succeeded: 5, failed: 0, left: [], going: [] })
    expect(world.signals).toEqual([])
  },
)

test('where no further run may wait for a place it waits for its turn, and nobody is called for it', async () => {
  const world = made({ pool: { name: 'shared', most: 1, waiting: 1 } })
  await beginBackfill({ ...asked, parallel: 5 }, world.at(now))
  expect(await world.backfill()).toMatchObject({ going: first.slice(0, 2), left: first.slice(2) })
  for (let minute = 1; minute < 12; minute += 1) {
    await sweep(world.at(later(now, minute * 60)))
    for (const [index, arn] of world.arns().entries())
      if (world.ecs.started.get(arn)?.lastStatus !== 'STOPPED') await world.end(index, later(now, minute * 60 + 20))
  }
  expect(world.times()).toEqual(first)
  expect(await world.backfill()).toMatchObject({ succeeded: 5, failed: 0 })
  expect(world.signals).toEqual([])
})

test('a run of it that a person tries again is no longer held by its pace, nor by a suspension', async () => {
  const world = made({ pool: { name: 'shared', most: 2, waiting: 10 } })
  const command = { source: 'nightshift.command', job: 'nightly', by: 'joon' } as const
  await beginBackfill(asked, world.at(now))
  await world.end(0, later(now, 60), 1)
  await doManualAction({ ...command, action: 'suspend' }, world.at(later(now, 61)))
  await doManualAction({ ...command, action: 'retry', scheduledAt: first[0] ?? '' }, world.at(later(now, 62)))
  const again = await world.ledger.get<RunRecord>(keys.run('nightly', first[0] ?? ''))
  expect(again).toMatchObject({ state: 'running', attempt: 2 })
  expect(again?.backfill).toBeUndefined()
})

test('a call that dies half-way is made up for, and nothing runs twice', async () => {
  for (let dies = 1; dies < 12; dies += 1) {
    const world = made()
    let commits = 0
    const broken = world.at(now)
    const dying = {
      ...broken,
      ledger: {
        ...broken.ledger,
        commit: async (...args: Parameters<typeof broken.ledger.commit>) => {
          commits += 1
          if (commits === dies) throw new Error('gone')
          return broken.ledger.commit(...args)
        },
      },
    }
    await beginBackfill(asked, dying).catch(() => undefined)
    if ((await world.backfill()) === undefined) await beginBackfill(asked, world.at(later(now, 5)))
    for (let minute = 1; minute < 12; minute += 1) {
      await sweep(world.at(later(now, 100 + minute * 60)))
      for (const [index, arn] of world.arns().entries())
        if (world.ecs.started.get(arn)?.lastStatus !== 'STOPPED') await world.end(index, later(now, 110 + minute * 60))
    }
    expect(world.times().toSorted()).toEqual(first)
    expect(await world.backfill()).toMatchObject({ succeeded: 5, failed: 0, left: [], going: [] })
  }
})

test('firings are those of the zone, over changes of clocks; a rate has the beat of its newest run', () => {
  const between = (schedule: string, zone: string, from: string, until: string, known: string[] = []) =>
    firingsBetween({ schedule, zone }, { from: new Date(from), until: new Date(until), now }, known).map((at) =>
      at.toISOString(),
    )
  // 02:30 is skipped on the 29th.
  expect(between('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ])
  expect(between('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toEqual([
    '2026-10-25T00:30:00.000Z',
  ])
  expect(
    between('rate(1 hour)', 'UTC', '2026-11-01T00:00:00Z', '2026-11-01T02:00:00Z', ['2026-11-20T10:17:00Z']),
  ).toEqual(['2026-11-01T00:17:00.000Z', '2026-11-01T01:17:00.000Z'])
  expect(between('cron(0 * * * ? *)', 'UTC', '2026-11-21T10:30:00Z', '2026-11-23T00:00:00Z')).toEqual([
    '2026-11-21T11:00:00.000Z',
    '2026-11-21T12:00:00.000Z',
  ])
})

test('a stretch is days of the zone, both in it, or instants', () => {
  const text = ({ from, until }: { from: Date; until: Date }) => [from.toISOString(), until.toISOString()]
  expect(text(stretchOf('2026-11-01..2026-11-05', 'Asia/Seoul'))).toEqual([
    '2026-10-31T15:00:00.000Z',
    '2026-11-05T14:59:59.999Z',
  ])
  expect(text(stretchOf('2026-10-25', 'Europe/Berlin'))).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T22:59:59.999Z',
  ])
  expect(text(stretchOf('2026-11-01T02:00:00+09:00..2026-11-01T03:00:00Z', 'UTC'))).toEqual([
    '2026-10-31T17:00:00.000Z',
    '2026-11-01T03:00:00.000Z',
  ])
  expect(text(stretchOf('2026-11-01T02:30:00Z', 'UTC'))).toEqual([
    '2026-11-01T02:30:00.000Z',
    '2026-11-01T02:30:00.000Z',
  ])
  for (const odd of [
    '',
    'x',
    '2026-02-30',
    '2026-11-05..2026-11-01',
    '2026-11-01..',
    '2026-11-01T00:00..2026-11-02',
    '1..2..3',
  ])
    expect(() => stretchOf(odd, 'UTC')).toThrow(/stretch of time|ends before/)
})
