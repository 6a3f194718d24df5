import { createHash } from 'node:crypto'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { runTime } from './times.ts'

/** A firing: the job, and the time that the schedule meant. One firing is one run, however often it is delivered. */
export interface Firing {
  readonly job: string
  readonly scheduledAt: Date
  /** Who asked for it, when it was not the schedule. */
  readonly requestedBy?: string | undefined
  /** What that person wants other than the job has it. */
  readonly command?: readonly string[] | undefined
  readonly environment?: Readonly<Record<string, string>> | undefined
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
  /** It was missed, and the catch-up policy lets it run after all. */
  readonly catchUp?: true | undefined
}

const compact = (iso: string): string => iso.replace(/[-:.]/g, '')

/**
 * `startedBy` of a task of ours: it says which run a state change belongs to, even when that arrives before RunTask's
 * answer. At most 128 letters, digits, hyphens, slashes.
 */
export const startedBy = ({ job, scheduledAt, attempt }: Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'>): string =>
  `nightshift/${job}/${compact(scheduledAt)}/${attempt}`

/** The run that a task's `startedBy` names, or nothing when the task is not ours. */
export const runOfTask = (
  startedByText: string | undefined,
): Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'> | undefined => {
  const match = /^nightshift\/([a-z0-9-]+)\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})?Z\/(\d+)$/.exec(
    startedByText ?? '',
  )
  if (!match) return undefined
  const [, job = '', year, month, day, hour, minute, second, milliseconds, attempt] = match
  const fraction = milliseconds ? `.${milliseconds}` : ''
  return {
    job,
    scheduledAt: `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`,
    attempt: Number(attempt),
  }
}

/** RunTask's token: the same for every try of one attempt, so that ECS starts one task. At most 64 characters. */
export const clientToken = (run: Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'>): string =>
  createHash('sha256').update(startedBy(run)).digest('hex').slice(0, 64)

/** A run of which nothing is known but that it should be. `open` until its end has been told. */
export const emptyRun = (firing: Firing, config: string): RunRecord => {
  const { job, requestedBy, command, environment, cpu, memory, catchUp } = firing
  const scheduledAt = runTime(firing.scheduledAt)
  return {
    ...keys.run(job, scheduledAt),
    kind: 'run',
    at: scheduledAt,
    open: 'run',
    job,
    scheduledAt,
    attempt: 0,
    state: 'starting',
    requestedBy,
    command,
    environment,
    cpu,
    memory,
    basis: {
      event: { job, scheduledAt, byHand: requestedBy !== undefined, ...(catchUp ? { catchUp } : {}) },
      config,
    },
  }
}
