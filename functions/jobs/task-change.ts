import * as z from 'zod/mini'
import { parserOf } from '../../shared/handler.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { diagnose, type StoppedTask } from './diagnosis.ts'
import { instant } from './news.ts'

const text = z.optional(z.nullable(z.string()))

const taskChangeSchema = z.object({
  source: z.literal('aws.ecs'),
  detail: z.object({
    taskArn: z.string(),
    version: z.number(),
    lastStatus: z.string(),
    startedBy: text,
    startedAt: text,
    stoppedAt: text,
    stopCode: text,
    stoppedReason: text,
    containers: z.array(z.object({ name: z.string(), exitCode: z.optional(z.nullable(z.number())), reason: text })),
  }),
})

/** A state of a task, from an event or from DescribeTasks. */
export interface TaskChange extends StoppedTask {
  readonly taskArn: string
  /** Grows with each change; -1 where ECS was asked and so nothing newer can be known. */
  readonly version: number
  readonly lastStatus: string
  readonly startedBy?: string | undefined
  readonly startedAt?: string | undefined
  readonly stoppedAt?: string | undefined
}

const parse = parserOf('an ECS task state change', taskChangeSchema)

/** Reads "ECS Task State Change". https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
export const parseTaskChange = (raw: unknown): TaskChange => {
  const { detail } = parse(raw)
  return {
    taskArn: detail.taskArn,
    version: detail.version,
    lastStatus: detail.lastStatus,
    startedBy: detail.startedBy ?? undefined,
    startedAt: detail.startedAt ?? undefined,
    stoppedAt: detail.stoppedAt ?? undefined,
    stopCode: detail.stopCode ?? undefined,
    stoppedReason: detail.stoppedReason ?? undefined,
    containers: detail.containers.map(({ name, exitCode, reason }) => ({
      name,
      exitCode: exitCode ?? undefined,
      reason: reason ?? undefined,
    })),
  }
}

/** Name of the essential container in the task definitions that we make. */
export const essentialContainer = 'main'

export const isSettled = ({ state }: RunRecord): boolean => state !== 'starting' && state !== 'running'

/** Whether the verdict was given without ECS's word on how the task ended. */
const isPresumed = (run: RunRecord): boolean => isSettled(run) && run.basis.state === undefined

/**
 * The run after a change of its task, or nothing when the change is a duplicate, older than what is known, of another
 * attempt, or comes after the verdict. A verdict that had to be given without ECS's word gives way to it.
 * @param now stands in for the time of the end where ECS does not say it
 */
export const applyChange = (run: RunRecord, change: TaskChange, attempt: number, now: Date): RunRecord | undefined => {
  const stopped = change.lastStatus === 'STOPPED'
  if (run.attempt !== attempt || (isSettled(run) && !(stopped && isPresumed(run)))) return undefined
  if (change.version >= 0 && change.version <= (run.taskVersion ?? -1)) return undefined
  const next: RunRecord = {
    ...run,
    open: 'run',
    toldAt: undefined,
    state: 'running',
    taskArn: change.taskArn,
    taskVersion: Math.max(change.version, run.taskVersion ?? 0),
    startedAt: change.startedAt ?? run.startedAt,
    leaseBy: undefined,
  }
  if (!stopped) return next
  const { state, cause, explanation, exitCode } = diagnose(change, essentialContainer)
  const { stopCode, stoppedReason, containers } = change
  return {
    ...next,
    state,
    cause,
    explanation,
    exitCode,
    stoppedAt: instant(change.stoppedAt) ?? now.toISOString(),
    basis: { ...run.basis, state: { stopCode, stoppedReason, containers } },
  }
}
