import * as z from 'zod/mini'
import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import { isInstant } from '../../../shared/time.ts'

/** Most characters of why somebody switches something. */
export const longestReason = 300

/** Most seconds by which a target is kept on longer at once: a week. */
export const longestExtension = 7 * 86_400

const who = z.string().check(z.minLength(1, 'a name'), z.maxLength(200, 'at most 200 characters'))
const instant = z.string().check(z.refine(isInstant, 'a time in ISO 8601 that the calendar has'))
const why = z.string().check(z.maxLength(longestReason, `at most ${longestReason} characters`))
const common = {
  source: z.literal(commandSource),
  /** `<kind>/<id>`, such as `rds-instance/shop`. */
  target: z.string().check(z.minLength(1, 'a target'), z.maxLength(600, 'at most 600 characters')),
  by: who,
}

/** What a person asks for at the command line. */
const schema = z.discriminatedUnion('action', [
  z.object({
    ...common,
    action: z.literal('override'),
    state: z.enum(['running', 'stopped']),
    until: instant,
    why: z.optional(why),
  }),
  z.object({ ...common, action: z.literal('start'), why: z.optional(why) }),
  z.object({ ...common, action: z.literal('stop'), why: z.optional(why) }),
  z.object({
    ...common,
    action: z.literal('extend'),
    seconds: z.int().check(z.positive('more than nothing'), z.maximum(longestExtension, 'at most 7 days')),
    why: z.optional(why),
  }),
  /** The calendar decides again. */
  z.object({ ...common, action: z.literal('release'), why: z.optional(why) }),
])

export type ManualAction = z.infer<typeof schema>

/** A job asks for what it needs (the signal `targets.needed`). */
export interface Need {
  readonly needed: { readonly targets: readonly string[]; readonly until: string }
  /** Who asks: `job/nightly-report`. */
  readonly by: string
}

/** What the entry is called with: by its schedule, by a signal, or by a person. */
export type HoursEvent = { readonly reason: 'schedule' } | Need | ManualAction

const parseManual = parserOf('a command about a target', schema)
const parseSchedule = parserOf('a call of the look of hours', z.object({ reason: z.literal('schedule') }))
const parseNeeded = parserOf(
  'a signal of what a job needs',
  z.object({
    detail: z.object({
      subject: z.string(),
      needed: z.object({ targets: z.array(z.string()).check(z.maxLength(10, 'at most 10 targets')), until: instant }),
    }),
  }),
)

/** Reads what the entry is called with. @throws PermanentError `malformed-event`, naming each fault */
export const parseHoursEvent = (raw: unknown): HoursEvent => {
  const { source, detail }: { readonly source?: unknown; readonly detail?: unknown } = Object(raw)
  if (source === commandSource) return parseManual(raw)
  if (detail === undefined) return parseSchedule(raw)
  const { subject, needed } = parseNeeded(raw).detail
  return { needed, by: subject.replace(/\/needs$/, '') }
}
