import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

const text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest))

/** Somebody wants a database back, under another name. */
const restore = z.object({
  source: z.literal(commandSource),
  action: z.literal('restore'),
  /** `shop`, `rds-instance/shop` or `rds-cluster/shop`. */
  target: text(100),
  /** The new identifier. */
  as: text(200),
  /** As it was typed. Left out: the newest snapshot. */
  at: z.optional(text(100)),
  by: text(200),
})

export type RestoreEvent = z.infer<typeof restore>

/** @throws PermanentError `malformed-event`, naming each fault */
export const parseRestore = parserOf('a command to restore a database', restore)
