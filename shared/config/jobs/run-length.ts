import { field } from '../references.ts'
import { durationSchema, durationSeconds } from '../values.ts'

/** How long a run of a job may last, and which key of the config says so. */
export interface RunLength {
  readonly key: 'expectedDuration' | 'runTimeout'
  readonly text: string
  readonly seconds: number
}

/** What is expected goes before what is allowed; undefined where the config says neither. */
export const longestRun = (job: unknown): RunLength | undefined => {
  for (const key of ['expectedDuration', 'runTimeout'] as const) {
    const { data } = durationSchema.safeParse(field(job, key))
    if (data !== undefined) return { key, text: data, seconds: durationSeconds(data) }
  }
  return undefined
}
