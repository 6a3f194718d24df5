import type { Started, Tasks } from '../../../functions/jobs/effects.ts'
import type { JobSlice } from '../../../functions/jobs/job.ts'
import type { Desk } from '../../../functions/jobs/keep.ts'
import { clientToken, startedBy } from '../../../functions/jobs/run.ts'
import type { TaskChange } from '../../../functions/jobs/task-change.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { log } from '../../../shared/log.ts'
import type { Signal } from '../../../shared/signals.ts'

// Thousands of runs would write as many lines.
log.setLogLevel('SILENT')

export const nightly: JobSlice = { schedule: 'cron(30 2 * * ? *)', zone: 'UTC', startWithin: 600 }
export const firingAt = new Date('2026-11-21T02:30:00Z')
export const firing = { job: 'nightly', scheduledAt: firingAt }
export const runKey = { pk: 'run#nightly', sk: '2026-11-21T02:30:00Z' }

export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/** ECS in memory: a token is answered once and then replayed, refusals included, as RunTask does. */
export interface FakeEcs extends Tasks {
  /** The tasks that were started, by ARN. */
  readonly started: Map<string, TaskChange>
  readonly stop: (taskArn: string, exitCode: number | undefined, at: Date) => TaskChange
}

export const fakeEcs = (answer?: () => Started | undefined): FakeEcs => {
  const tokens = new Map<string, Started>()
  const started = new Map<string, TaskChange>()
  return {
    started,
    start: async (run) => {
      const token = clientToken(run)
      const known = tokens.get(token)
      if (known) return known
      const taskArn = `arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/${started.size + 1}`
      const said = answer?.() ?? { taskArn }
      tokens.set(token, said)
      if ('taskArn' in said)
        started.set(taskArn, { taskArn, version: 1, lastStatus: 'RUNNING', startedBy: startedBy(run), containers: [] })
      return said
    },
    find: async (run) => [...started.values()].find((task) => task.startedBy === startedBy(run))?.taskArn,
    describe: async (arns) => arns.flatMap((arn) => started.get(arn) ?? []).map((task) => ({ ...task, version: -1 })),
    stop: (taskArn, exitCode, at) => {
      const task = started.get(taskArn)
      if (!task) throw new RangeError(`No task ${taskArn}`)
      const stopped: TaskChange = {
        ...task,
        version: task.version + 1,
        lastStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: at.toISOString(),
        containers: [{ name: 'main', exitCode }],
      }
      started.set(taskArn, stopped)
      return stopped
    },
  }
}

/** A place to work at, with every effect in memory. `at` makes the desk of another call at another time. */
export const makeDesk = (options: {
  readonly ecs?: FakeEcs
  readonly ledger?: Ledger
  readonly jobs?: Desk['jobs']
}) => {
  const { ecs = fakeEcs(), ledger = memoryLedger(), jobs = { nightly } } = options
  const signals: Signal[] = []
  const at = (now: Date, callId = `call at ${now.toISOString()}`): Desk => ({
    ledger,
    tasks: ecs,
    publish: async (signal) => {
      signals.push(signal)
    },
    jobs,
    version: 'v1',
    now,
    callId,
  })
  return { ecs, ledger, signals, at }
}
