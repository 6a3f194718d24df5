import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

const text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest))
const base = { source: z.literal(commandSource), name: text(100), by: text(200) }

/** Somebody asks what encrypting a database would mean; or, with `encrypt`, has read it and confirms. */
const encrypt = z.object({ ...base, action: z.enum(['encrypt-plan', 'encrypt']), key: text(300) })

/** Somebody ends it: the original is deleted, or gets its name again. */
const decide = z.object({ ...base, action: z.enum(['encrypt-finish', 'encrypt-back']) })

export type EncryptEvent = z.infer<typeof encrypt>
export type DecideEvent = z.infer<typeof decide>

/** @throws PermanentError `malformed-event`, naming each fault */
export const parseEncrypt = parserOf('a command to encrypt a database', encrypt)

/** @throws PermanentError `malformed-event`, naming each fault */
export const parseDecide = parserOf('a command about an encryption', decide)
