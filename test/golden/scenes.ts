import { backfill } from '../../api/thumbnails/walk.ts'
import { linkActions } from '../../functions/alerts/engine/link-actions.ts'
import { doManualAction, runByHand } from '../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { sweep as sweepJobs } from '../../functions/jobs/engine/sweep.ts'
import { reconcile } from '../../functions/lifecycle/engine/reconcile.ts'
import { wantedRules } from '../../functions/lifecycle/rules/wanted.ts'
import { watchFlood } from '../../functions/thumbnails/engine/flood.ts'
import { recordReject, resolveRejects } from '../../functions/thumbnails/engine/rejects.ts'
import { rejectOf } from '../../functions/thumbnails/rules/reject.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld, throttled } from '../unit/alerts/scene.ts'
import { later as after, firing, firingAt, makeDesk, makeJob } from '../unit/jobs/world.ts'
import { awsError, fakeBuckets } from '../unit/lifecycle/fake-buckets.ts'

/** The config of the alerts that are played. */
export const alertsOfScenes = (): AlertsConfig =>
  makeConfig({
    responders: {
      mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
      ada: { sms: '+12025550103' },
      joon: { sms: '+12025550102', quietHours: { from: '20:00', until: '09:30' }, zone: 'Asia/Seoul' },
    },
    rotations: { primary: { zone: 'Asia/Seoul', every: 'day', from: '2026-11-28', responders: ['mina', 'joon'] } },
    policies: {
      shop: {
        steps: [
          { notify: ['primary'], wait: '10 minutes' },
          { notify: ['joon'], wait: '10 minutes' },
        ],
      },
      ada: { steps: [{ notify: ['ada'], wait: '10 minutes' }] },
    },
    onCall: 'shop',
    routes: [
      { match: { alarm: 'stock-*' }, severity: 'warning' },
      { match: { alarm: 'owed' }, to: 'ada' },
    ],
    silences: [
      {
        match: { alarm: 'quiet-*' },
        from: '2026-11-28T00:00:00Z',
        until: '2026-11-29T00:00:00Z',
        reason: 'maintenance',
      },
    ],
    heartbeats: { backup: { every: '10 minutes', grace: '1 minute' } },
  })

/** Alarms that are open, acknowledged, over, held and waiting; a storm's digest; a heartbeat; a turn that has begun. */
const alerts = async (ledger: Ledger): Promise<void> => {
  const scene = makeWorld({ ledger, config: alertsOfScenes() })
  const links = linkActions((now) => linkWorld(scene.world(now)))
  let tokens = 0
  const newToken = (): string => {
    tokens += 1
    return `golden-token-${String(tokens).padStart(3, '0')}`
  }
  await scene.sweep(later(1))
  const names = [
    'checkout',
    'payment',
    'quiet-import',
    'stock-low',
    ...Array.from({ length: 8 }, (_, at) => `storm-${at}`),
  ]
  for (const [index, name] of names.entries()) await scene.call(alarmOf(name, 'ALARM', 10 + index), { newToken })
  await links.act('golden-token-001', 'acknowledge', later(60))
  const second = await links.view('golden-token-003', later(61))
  if (second) await links.act('golden-token-003', 'resolve', later(62))
  await scene.call(alarmOf('storm-0', 'OK', 90), { newToken })
  const send = async (): Promise<never> => {
    throw throttled()
  }
  for (const minute of [2, 11, 12, 21]) await scene.sweep(later(minute * 60), { newToken })
  await scene.call(alarmOf('owed', 'ALARM', 1_300), { newToken, send }).catch(() => undefined)
}

/** The jobs that are played. */
export const jobsOfScenes = () => {
  const schedule = 'cron(0/10 * * * ? *)'
  return {
    nightly: makeJob({ retries: { limit: 1, wait: 30 } }),
    import: makeJob({ schedule, overlap: 'forbid', runTimeout: 3_600 }),
    report: makeJob({ schedule, overlap: 'allow' }),
  }
}

/** A job that fails and is tried again, one whose runs wait for each other, one that a person starts, stops and suspends. */
const jobs = async (ledger: Ledger): Promise<void> => {
  const desk = makeDesk({ ledger, jobs: jobsOfScenes() })
  await sweepJobs(desk.at(after(firingAt, -60)))
  await startRun(firing, desk.at(after(firingAt, 1)))
  await onTaskNews(desk.ecs.end(desk.arns()[0] ?? '', 3, after(firingAt, 61)), desk.at(after(firingAt, 62)))
  for (const seconds of [0, 600])
    await startRun({ job: 'import', scheduledAt: after(firingAt, seconds) }, desk.at(after(firingAt, seconds + 2)))
  const asked = { job: 'report', scheduledAt: after(firingAt, 605), requestedBy: 'mina' }
  await runByHand(
    { ...asked, command: ['report', '--all'], environment: { SHOP: 'corner' } },
    desk.at(after(firingAt, 606)),
  )
  const by = { source: 'nightshift.command', job: 'report', by: 'mina' } as const
  await doManualAction({ ...by, action: 'suspend', reason: 'migration' }, desk.at(after(firingAt, 700)))
  await startRun({ job: 'report', scheduledAt: after(firingAt, 1_200) }, desk.at(after(firingAt, 1_201)))
  await sweepJobs(desk.at(after(firingAt, 1_900)))
}

/** Refusals that are open and over, a flood of them, a backfill that was stopped half way. */
const thumbnails = async (ledger: Ledger): Promise<void> => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 28, 0, minute))
  const versionOf = (key: string) => ({ etag: `etag-of-${key}`, versionId: 'v1', bytes: 3 })
  const watch = { ledger, publish: async () => {}, askAgainIn: async () => {}, count: 3, within: 600 }
  for (const [index, key] of ['a.jpg', 'b.jpg', 'c.jpg'].entries()) {
    const original = { bucket: 'uploads', key }
    const refusal = { cause: 'not-an-image', reason: 'It is a text.' } as const
    await recordReject(
      rejectOf(original, versionOf(key), refusal, { type: 'text', bytes: 3 }, 'c0ffee', at(index)),
      ledger,
    )
    await watchFlood(watch, at(index))
  }
  const means = { ledger, effects: { tag: async () => {} } as never, now: at(5) }
  await resolveRejects({ bucket: 'uploads', key: 'a.jpg' }, { ...versionOf('a.jpg'), etag: 'another' }, true, means)
  await backfill({
    bucket: 'uploads',
    prefix: 'photos/',
    recipes: [],
    restart: false,
    limit: 100,
    now: () => at(6),
    ledger,
    store: {
      originals: async function* () {
        yield [{ key: 'photos/a.jpg', etag: 'e', bytes: 1, archived: true }]
      },
      thumbnailsAfter: async () => [],
      readMark: async () => undefined,
      isRefused: async () => false,
    },
    send: async () => {},
    say: () => {},
  } as Parameters<typeof backfill>[0])
}

/** A bucket whose rules were changed, and one that cannot be. */
const lifecycle = async (ledger: Ledger): Promise<void> => {
  const rules = wantedRules({ presets: ['photo-originals'], rules: {} }, 'shop')
  const buckets = fakeBuckets({ photos: {}, locked: {} }, (call, bucket) =>
    bucket === 'locked' && call === 'putRules' ? awsError('AccessDenied', 403) : undefined,
  )
  await reconcile(
    ['photos', 'locked'].map((bucket) => ({ bucket, deployment: 'shop', rules, versioned: false })),
    {
      buckets,
      ledger,
      publish: async () => {},
      now: new Date('2026-11-28T01:00:00Z'),
      config: 'c1',
      event: { reason: 'schedule' },
      remainingMs: () => 60_000,
    },
  )
}

/** Lets every capability write what it writes: each kind of record, and those that are open, in each of their ends. */
export const playScenes = async (ledger: Ledger): Promise<void> => {
  await alerts(ledger)
  await jobs(ledger)
  await thumbnails(ledger)
  await lifecycle(ledger)
}
