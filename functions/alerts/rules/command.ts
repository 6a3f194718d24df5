import { commandSource } from '../../../shared/command.ts'
import * as z from '../../../shared/shape.ts'
import { isInstant } from '../../../shared/time.ts'
import { actions, type Happening, happeningOf } from './incident.ts'

const commandSchema = z.object({
  source: z.literal(commandSource),
  action: z.enum([...actions, 'take-over', 'hand-over', 'snooze']),
  /** ISO 8601 with a zone: until when it is snoozed. */
  until: z.optional(z.string().check((text) => (isInstant(text) ? undefined : 'it is not a time'))),
  to: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  incident: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  steps: z.optional(z.number()),
  by: z.string().check(z.minLength(1), z.maxLength(100)),
})

/** What a person can ask for beside what can be done about an incident: rules/request.ts reads it. */
export const asks = [
  'override',
  'swap',
  'cancel-override',
  'silence',
  'end-silence',
  'note',
  'calendar',
  'revoke-calendar',
] as const

/** Whether an event is such a request, with a mistake or without. */
export const isAsked = (raw: unknown): raw is { readonly action: (typeof asks)[number] } => {
  const { source, action }: Readonly<Record<string, unknown>> = Object(raw)
  return source === commandSource && asks.some((each) => each === action)
}

/** What a person asks for at the command line. */
export interface Command {
  readonly incident: string
  readonly happening: Happening
}

/** Reads a command of `nightshift incidents`, or nothing when an event is none. */
export const commandOf = (raw: unknown): Command | undefined => {
  const parsed = commandSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { action, incident, by, steps, to = by, until } = parsed.data
  if (action === 'snooze')
    return until === undefined
      ? undefined
      : { incident, happening: { kind: 'snoozed', by, until: new Date(until).toISOString() } }
  if (action === 'take-over') return { incident, happening: { kind: 'taken-over', by } }
  if (action === 'hand-over') return { incident, happening: { kind: 'handed-over', by, to } }
  return { incident, happening: happeningOf(action, by, steps) }
}
