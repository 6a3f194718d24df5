import * as z from 'zod/mini'
import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import { fargateMemory } from '../../../shared/jobs/fargate-sizes.ts'
import { maxOverrides, overridesLength } from '../../../shared/jobs/overrides.ts'
import { isInstant } from '../../../shared/time.ts'

const who = z.string().check(z.minLength(1, 'a name'), z.maxLength(200, 'at most 200 characters'))
const sizes = [...fargateMemory]
// A record leaves __proto__ out without a word.
const variables = z.pipe(
  z.any().check(z.refine((value) => !Object.hasOwn(Object(value), '__proto__'), 'a name other than __proto__')),
  z.record(z.string().check(z.regex(/^(?!NIGHTSHIFT_)[A-Za-z_]\w*$/)), z.string(), {
    error: ({ code }) =>
      code === 'invalid_key' ? 'a name of letters, digits and _ that does not start with NIGHTSHIFT_' : undefined,
  }),
)
const overrides = {
  command: z.optional(z.array(z.string()).check(z.minLength(1, 'at least one word'))),
  environment: z.optional(variables),
  cpu: z.optional(
    z.union(
      sizes.map(([cpu]) => z.literal(cpu)),
      `one of ${sizes.map(([cpu]) => cpu).join(', ')}`,
    ),
  ),
  memory: z.optional(z.int().check(z.positive())),
}

/** ISO 8601 in UTC, as runs are kept under it. */
const runTime = z
  .string()
  .check(
    z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/, 'a time such as 2026-11-21T02:30:00Z'),
    z.refine(isInstant, 'a time that the calendar has'),
  )

/** What infra/functions/jobs/jobs.ts gives EventBridge Scheduler as the target's input, and `nightshift jobs run` sends. */
const firingSchema = z.object({
  job: z.string(),
  /** EventBridge Scheduler puts the time in place of this text; the laptop's emulator does not. */
  scheduledAt: z.union([runTime, z.literal('<aws.scheduler.scheduled-time>')], 'a time such as 2026-11-21T02:30:00Z'),
  requestedBy: z.optional(who),
  ...overrides,
  /** To say what would happen, and do nothing. */
  dry: z.optional(z.boolean()),
})

const manualAction = { source: z.literal(commandSource), job: z.string(), by: who }
const instant = z.string().check(z.refine(isInstant, 'a time in ISO 8601 that the calendar has'))

/** Most characters of why a job is suspended. */
export const longestReason = 300

/** Most runs of one backfill that go on at once. */
export const mostParallel = 20

/** What a person asks for at the command line. */
const leverSchema = z.discriminatedUnion('action', [
  z.object({
    ...manualAction,
    action: z.literal('suspend'),
    /** With all other jobs: what held before holds again when all are resumed. */
    all: z.optional(z.literal(true)),
    until: z.optional(instant),
    reason: z.optional(z.string().check(z.maxLength(longestReason, `at most ${longestReason} characters`))),
  }),
  z.object({ ...manualAction, action: z.literal('resume'), all: z.optional(z.literal(true)) }),
  z.object({ ...manualAction, action: z.literal('cancel'), scheduledAt: runTime }),
  z.object({ ...manualAction, action: z.literal('retry'), scheduledAt: runTime }),
  z.object({
    ...manualAction,
    action: z.literal('backfill'),
    /** Both in it. */
    from: instant,
    until: instant,
    parallel: z.int().check(z.minimum(1, 'at least 1'), z.maximum(mostParallel, `at most ${mostParallel}`)),
    /** Also what has succeeded. */
    again: z.optional(z.boolean()),
    dry: z.optional(z.boolean()),
  }),
  z.object({ ...manualAction, action: z.literal('cancel-backfill') }),
])

export type ManualAction = z.infer<typeof leverSchema>
export type RunRequest = z.infer<typeof firingSchema>

/** What RunTask would refuse, or what only a person may ask for. */
const checkOverrides = (
  request: RunRequest,
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string; input: unknown }) => void },
): void => {
  const issue = (name: keyof RunRequest, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message, input: request[name] })
  const { cpu, memory, requestedBy } = request
  const offered = sizes.flatMap(([size, each]) => (cpu === undefined || cpu === size ? each : []))
  if (memory !== undefined && offered.length > 0 && !offered.includes(memory))
    issue('memory', `${cpu === undefined ? '' : `with cpu ${cpu} `}one of ${[...new Set(offered)].join(', ')}`)
  const length = overridesLength(request)
  if (length > maxOverrides)
    issue(
      request.command === undefined ? 'environment' : 'command',
      `with its variables at most ${maxOverrides} characters as JSON, which is what ECS takes; there are ${length}`,
    )
  if (requestedBy !== undefined) return
  for (const name of ['command', 'environment', 'cpu', 'memory'] as const)
    if (request[name] !== undefined) issue(name, 'nothing without requestedBy: a schedule runs the job as it is')
}

const parseLever = parserOf('a command about a job', leverSchema)
const runSchema = firingSchema.check(z.superRefine(checkOverrides))
const parseFiring = parserOf('a firing of a job', runSchema)
const parseByHand = parserOf('a run that can be asked for', runSchema)

/** Reads a firing, or what a person asks for. @throws PermanentError `malformed-event`, naming each fault */
export const parseRequest = (raw: unknown): ManualAction | RunRequest => {
  const { source, requestedBy }: { readonly source?: unknown; readonly requestedBy?: unknown } = Object(raw)
  if (source === commandSource) return parseLever(raw)
  return requestedBy === undefined ? parseFiring(raw) : parseByHand(raw)
}
