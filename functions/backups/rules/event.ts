import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

/** Most characters of the name of whoever asks. */
const longestName = 200

/** What a person asks for. The kind whose action it is reads the rest. */
const command = z.object({
  source: z.literal(commandSource),
  action: z.string(),
  by: z.string().check(z.minLength(1), z.maxLength(longestName)),
})

export interface BackupsCommand {
  readonly action: string
  readonly by: string
  /** As it came: the kind's action parses it. */
  readonly raw: unknown
}

export type BackupsEvent = { readonly reason: 'schedule' | 'command' } | BackupsCommand

const parseCommand = parserOf('a command about backups', command)
const parseLook = parserOf('a call of the look of backups', z.object({ reason: z.enum(['schedule', 'command']) }))

/** Reads what the entry is called with. @throws PermanentError `malformed-event`, naming each fault */
export const parseBackupsEvent = (raw: unknown): BackupsEvent => {
  const { source }: { readonly source?: unknown } = Object(raw)
  if (source !== commandSource) return parseLook(raw)
  const { action, by } = parseCommand(raw)
  return { action, by, raw }
}
