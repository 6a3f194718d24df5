import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { clientToken, startedBy } from '../../../functions/jobs/rules/run.ts'
import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { Started, Tasks } from '../../../functions/jobs/world/effects.ts'
import type { Wake, World } from '../../../functions/jobs/world/world.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { JobLeaseRecord, JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { Signal } from '../../../shared/signals.ts'

// Thousands of runs would write as many lines.
log.setLogLevel('SILENT')

/** A job that does what the config's defaults do, but is not tried again. */
export const makeJob = (more: Partial<JobSlice> = {}): JobSlice => ({
  schedule: 'cron(30 2 * * ? *)',
  zone: 'UTC',
  startWithin: 600,
  overlap: 'allow',
  catchUp: 'skip',
  retries: { limit: 0, wait: 30 },
  startTimeout: 600,
  alertAfter: 1,
  family: 'shop-nightly',
  container: 'main',
  log: { group: '/jobs/nightly', prefix: 'nightly' },
  ...more,
})

export const nightly = makeJob()
export const firingAt = new Date('2026-11-21T02:30:00Z')
export const firing = { job: 'nightly', scheduledAt: firingAt }
export const runKey = { pk: 'run#nightly', sk: '2026-11-21T02:30:00Z' }
export const jobKey = { pk: 'job#nightly', sk: 'job' }
export const leaseKey = { pk: 'job#nightly', sk: 'lease' }

export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/** ECS in memory: a token is answered once and then replayed, refusals included, as RunTask does. */
export interface FakeEcs extends Tasks {
  /** The tasks that were started, by ARN. */
  readonly started: Map<string, TaskChange>
  /** What RunTask was given, each time a task was started. */
  readonly asked: RunRecord[]
  /** What StopTask was given. */
  readonly stops: { readonly taskArn: string; readonly reason: string }[]
  /** A task ends: `exitCode` of its container, and what else ECS says. */
  readonly end: (taskArn: string, exitCode: number | undefined, at: Date, more?: Partial<TaskChange>) => TaskChange
  /** A task's container runs. */
  readonly run: (taskArn: string, at: Date) => TaskChange
}

export const fakeEcs = (answer?: (run: RunRecord) => Started | undefined, lines: readonly string[] = []): FakeEcs => {
  const tokens = new Map<string, Started>()
  const started = new Map<string, TaskChange>()
  const asked: RunRecord[] = []
  const stops: FakeEcs['stops'] = []
  const change = (taskArn: string, more: Partial<TaskChange>): TaskChange => {
    const task = started.get(taskArn)
    if (!task) throw new RangeError(`No task ${taskArn}`)
    const changed = { ...task, version: task.version + 1, ...more }
    started.set(taskArn, changed)
    return changed
  }
  return {
    started,
    asked,
    stops,
    start: async (run) => {
      const token = clientToken(run)
      const known = tokens.get(token)
      if (known) return known
      const taskArn = `arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/${started.size + 1}`
      const said = answer?.(run) ?? { taskArn }
      tokens.set(token, said)
      if (!('taskArn' in said)) return said
      asked.push(run)
      started.set(said.taskArn, {
        taskArn: said.taskArn,
        version: 1,
        lastStatus: 'PENDING',
        startedBy: startedBy(run),
        containers: [],
      })
      return said
    },
    find: async (run) => [...started.values()].find((task) => task.startedBy === startedBy(run))?.taskArn,
    describe: async (arns) => arns.flatMap((arn) => started.get(arn) ?? []).map((task) => ({ ...task, version: -1 })),
    stop: async (taskArn, reason) => {
      stops.push({ taskArn, reason })
    },
    logTail: async (_, __, count) => lines.slice(-count),
    run: (taskArn, at) => change(taskArn, { lastStatus: 'RUNNING', startedAt: at.toISOString() }),
    end: (taskArn, exitCode, at, more) =>
      change(taskArn, {
        lastStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: at.toISOString(),
        containers: [{ name: 'main', exitCode }],
        ...more,
      }),
  }
}

/** A place to work at, with every effect in memory. `at` makes the desk of another call at another time. */
export const makeDesk = (
  options: { readonly ecs?: FakeEcs; readonly ledger?: Ledger; readonly jobs?: World['jobs'] } = {},
) => {
  const { ecs = fakeEcs(), ledger = memoryLedger(), jobs = { nightly } } = options
  const signals: Signal[] = []
  const wakes: Wake[] = []
  const at = (now: Date, callId = `call at ${now.toISOString()}`): World => ({
    ledger,
    tasks: ecs,
    publish: async (signal) => {
      signals.push(signal)
    },
    wake: async (wake) => {
      wakes.push(wake)
    },
    refine: async (verdict) => verdict,
    jobs,
    version: 'v1',
    now,
    callId,
  })
  return {
    ecs,
    ledger,
    signals,
    wakes,
    at,
    /** The run of the firing of `nightly`, or of another time. */
    run: (scheduledAt = runKey.sk) => ledger.get<RunRecord>({ ...runKey, sk: scheduledAt }),
    job: () => ledger.get<JobRecord>(jobKey),
    lease: () => ledger.get<JobLeaseRecord>(leaseKey),
    /** ARNs of the tasks, in the order of their starts. */
    arns: () => [...ecs.started.keys()],
  }
}

export type Effect<Input extends readonly unknown[], Output> = (...input: Input) => Promise<Output>

/** A desk each of whose effects goes through `breaking`, which may let it fail before or after it acts. */
export const breakable = (
  world: World,
  breaking: <Input extends readonly unknown[], Output>(effect: Effect<Input, Output>) => Effect<Input, Output>,
): World => {
  const { ledger, tasks, publish, wake } = world
  return {
    ...world,
    publish: breaking(publish),
    wake: breaking(wake),
    tasks: {
      start: breaking(tasks.start),
      find: breaking(tasks.find),
      describe: breaking(tasks.describe),
      stop: breaking(tasks.stop),
      logTail: breaking(tasks.logTail),
    },
    ledger: {
      ...ledger,
      get: breaking(ledger.get) as typeof ledger.get,
      open: breaking(ledger.open) as typeof ledger.open,
      lastChildren: breaking(ledger.lastChildren) as typeof ledger.lastChildren,
      list: breaking(ledger.list) as typeof ledger.list,
      commit: breaking(ledger.commit),
    },
  }
}
