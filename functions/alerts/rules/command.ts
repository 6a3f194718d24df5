import { commandSource } from '../../../shared/command.ts'
import * as z from '../../../shared/shape.ts'
import { actions, type Happening, happeningOf } from './incident.ts'

const commandSchema = z.object({
  source: z.literal(commandSource),
  action: z.enum([...actions, 'take-over', 'hand-over']),
  to: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  incident: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  steps: z.optional(z.number()),
  by: z.string().check(z.minLength(1), z.maxLength(100)),
})

/** What a person asks for at the command line. */
export interface Command {
  readonly incident: string
  readonly happening: Happening
}

/** Reads a command of `nightshift incidents`, or nothing when an event is none. */
export const commandOf = (raw: unknown): Command | undefined => {
  const parsed = commandSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { action, incident, by, steps, to = by } = parsed.data
  if (action === 'take-over') return { incident, happening: { kind: 'taken-over', by } }
  if (action === 'hand-over') return { incident, happening: { kind: 'handed-over', by, to } }
  return { incident, happening: happeningOf(action, by, steps) }
}
