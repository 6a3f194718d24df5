import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import { redact } from '../../../shared/log.ts'
import * as z from '../../../shared/shape.ts'
import { cut } from '../../../shared/text.ts'
import type { StoppedTask } from '../diagnosis/diagnosis.ts'
import { instant } from './times.ts'

/** Most characters that ECS gives a reason. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html */
const longestReason = 1_024

/** A text of ECS, of a person or of whoever sent the event, as it may be kept: short, without numbers and addresses of people. */
export const shortText = (text: string | null | undefined): string | undefined =>
  // Cut before too: what is far longer than any reason is not worth the search.
  text ? cut(redact(cut(text, 4 * longestReason)), longestReason) : undefined

const text = z.optional(z.nullable(z.string()))

const taskChangeSchema = z.object({
  source: z.literal('aws.ecs'),
  detail: z.object({
    taskArn: z.string().check(z.maxLength(2_048)),
    clusterArn: text,
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

/**
 * Reads "ECS Task State Change". https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 * @param cluster name of the cluster whose tasks these are. Default: any
 * @throws PermanentError `malformed-event`; `foreign-cluster` for a task that ECS would not show us
 */
export const parseTaskChange = (raw: unknown, cluster?: string): TaskChange => {
  const { detail } = parse(raw)
  if (cluster !== undefined && detail.clusterArn && !detail.clusterArn.endsWith(`/${cluster}`))
    throw new PermanentError('foreign-cluster', `A task that is not of the cluster ${cluster}: ${detail.taskArn}`)
  return {
    taskArn: detail.taskArn,
    version: detail.version,
    lastStatus: detail.lastStatus,
    startedBy: detail.startedBy ?? undefined,
    startedAt: instant(detail.startedAt ?? undefined),
    stoppedAt: instant(detail.stoppedAt ?? undefined),
    stopCode: shortText(detail.stopCode),
    stoppedReason: shortText(detail.stoppedReason),
    cpu: sizeOf(detail.cpu),
    memory: sizeOf(detail.memory),
    containers: detail.containers.map(({ name, exitCode, reason }) => ({
      name: cut(name, 255),
      exitCode: exitCode ?? undefined,
      reason: shortText(reason),
    })),
  }
}
