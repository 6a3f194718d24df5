import * as z from 'zod/mini'
import { parserOf } from '../../shared/handler.ts'
import type { StoppedTask } from './diagnosis.ts'
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
    cpu: text,
    memory: text,
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

/** CPU units or MiB as a number. */
export const sizeOf = (text: string | null | undefined): number | undefined =>
  text && Number.isFinite(Number(text)) ? Number(text) : undefined

const parse = parserOf('an ECS task state change', taskChangeSchema)

/** Reads "ECS Task State Change". https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
export const parseTaskChange = (raw: unknown): TaskChange => {
  const { detail } = parse(raw)
  return {
    taskArn: detail.taskArn,
    version: detail.version,
    lastStatus: detail.lastStatus,
    startedBy: detail.startedBy ?? undefined,
    startedAt: instant(detail.startedAt ?? undefined),
    stoppedAt: instant(detail.stoppedAt ?? undefined),
    stopCode: detail.stopCode ?? undefined,
    stoppedReason: detail.stoppedReason ?? undefined,
    cpu: sizeOf(detail.cpu),
    memory: sizeOf(detail.memory),
    containers: detail.containers.map(({ name, exitCode, reason }) => ({
      name,
      exitCode: exitCode ?? undefined,
      reason: reason ?? undefined,
    })),
  }
}
