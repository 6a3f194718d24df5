import * as z from 'zod/mini'
import { parserOf } from '../../shared/handler.ts'

const who = z.string().check(z.minLength(1), z.maxLength(200))
const overrides = {
  command: z.optional(z.array(z.string()).check(z.minLength(1))),
  environment: z.optional(z.record(z.string().check(z.regex(/^[A-Za-z_]\w*$/)), z.string())),
  cpu: z.optional(z.int().check(z.positive())),
  memory: z.optional(z.int().check(z.positive())),
}

/** What infra/functions/jobs.ts gives EventBridge Scheduler as the target's input, and `nightshift jobs run` sends. */
const firingSchema = z.object({
  job: z.string(),
  scheduledAt: z.string(),
  requestedBy: z.optional(who),
  ...overrides,
  /** To say what would happen, and do nothing. */
  dry: z.optional(z.boolean()),
})

const lever = { source: z.literal('nightshift.command'), job: z.string(), by: who }
const instant = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'a time in ISO 8601'))

/** What a person asks for at the command line. */
const leverSchema = z.discriminatedUnion('action', [
  z.object({
    ...lever,
    action: z.literal('suspend'),
    until: z.optional(instant),
    reason: z.optional(z.string().check(z.maxLength(300))),
  }),
  z.object({ ...lever, action: z.literal('resume') }),
  z.object({ ...lever, action: z.literal('cancel'), scheduledAt: z.string() }),
  z.object({ ...lever, action: z.literal('retry'), scheduledAt: z.string() }),
])

export type Lever = z.infer<typeof leverSchema>
export type RunRequest = z.infer<typeof firingSchema>

const commandSource = 'nightshift.command'
const parseLever = parserOf('a command about a job', leverSchema)
const parseFiring = parserOf('a firing of a job', firingSchema)

/** Reads a firing, or what a person asks for. @throws PermanentError `malformed-event`, naming each fault */
export const parseRequest = (raw: unknown): Lever | RunRequest => {
  const isLever = typeof raw === 'object' && raw !== null && 'source' in raw && raw.source === commandSource
  return isLever ? parseLever(raw) : parseFiring(raw)
}
