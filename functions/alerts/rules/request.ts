import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import * as z from '../../../shared/shape.ts'
import { isInstant } from '../../../shared/time.ts'
import { type asks, isAsked } from './command.ts'

/** Most characters of why somebody makes something, and of a note. */
export const longestWhy = 200
export const longestNote = 2_000

const name = z.string().check(z.minLength(1), z.maxLength(100))
const why = z.string().check(z.minLength(1), z.maxLength(longestWhy))
const instant = z
  .string()
  .check((text) => (isInstant(text) ? undefined : 'it is not a time in ISO 8601 that the calendar has'))
const id = z.string().check(z.regex(/^[0-9a-f]{8,32}$/))

const common = {
  source: z.literal(commandSource),
  /** Of whoever asks, 8 to 32 hexadecimal digits: what comes twice is done once. */
  request: id,
  by: name,
}

const pattern = z.string().check(z.minLength(1), z.maxLength(500))

const matchShape = z.object({
  alarm: z.optional(pattern),
  namespace: z.optional(pattern),
  tags: z.optional(z.record(pattern, z.string().check(z.maxLength(500)))),
})

const incident = z.string().check(z.regex(/^[0-9a-f]{16}$/))

const requests = {
  override: z.object({
    ...common,
    action: z.literal('override'),
    rotation: name,
    who: name,
    instead: z.optional(name),
    from: z.optional(instant),
    until: instant,
    why: z.optional(why),
  }),
  swap: z.object({
    ...common,
    action: z.literal('swap'),
    rotation: name,
    who: name,
    with: name,
    from: z.optional(instant),
    until: z.optional(instant),
    why: z.optional(why),
  }),
  /** `id`: of what is ended. */
  'cancel-override': z.object({ ...common, action: z.literal('cancel-override'), id }),
  silence: z.object({
    ...common,
    action: z.literal('silence'),
    match: matchShape,
    from: z.optional(instant),
    until: instant,
    why,
  }),
  'end-silence': z.object({ ...common, action: z.literal('end-silence'), id }),
  note: z.object({
    ...common,
    action: z.literal('note'),
    incident,
    text: z.string().check(z.minLength(1), z.maxLength(longestNote)),
  }),
  calendar: z.object({ ...common, action: z.literal('calendar'), name }),
  'revoke-calendar': z.object({ ...common, action: z.literal('revoke-calendar'), name }),
} as const satisfies Record<(typeof asks)[number], unknown>

type Requests = typeof requests

/** What a person asks for, beside what can be done about an incident. Times are ISO 8601 with a zone. */
export type Request = { [Action in keyof Requests]: z.infer<Requests[Action]> }[keyof Requests]
export type RequestOf<Action extends keyof Requests> = z.infer<Requests[Action]>

/** Reads a request. @throws PermanentError `malformed-event`, naming each fault */
export const parseRequest = (raw: unknown): Request => {
  if (!isAsked(raw)) throw new PermanentError('malformed-event', 'Not a request of a person')
  const parsed = requests[raw.action].safeParse(raw)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new PermanentError('malformed-event', `${raw.action}: ${faults.join('; ')}`)
}
