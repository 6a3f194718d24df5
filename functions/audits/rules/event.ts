import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import { isInstant } from '../../../shared/time.ts'

/** Most characters of why somebody accepts a finding. */
export const longestReason = 300

/** Most days for which a finding is accepted at once. */
export const longestAcceptance = 400

const text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest))

/** Somebody accepts a finding for a time. */
const accept = z.object({
  source: z.literal(commandSource),
  action: z.literal('accept'),
  id: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  until: z.string().check((value) => (isInstant(value) ? undefined : 'it is not a time in ISO 8601')),
  why: text(longestReason),
  by: text(200),
})

export type AcceptEvent = z.infer<typeof accept>

export type AuditsEvent = AcceptEvent | { readonly reason: 'schedule' | 'command' }

const parseAccept = parserOf('a command about a finding', accept)
const parseRun = parserOf('a call of the audits', z.object({ reason: z.enum(['schedule', 'command']) }))

/** Reads what the entry is called with. @throws PermanentError `malformed-event`, naming each fault */
export const parseAuditsEvent = (raw: unknown): AuditsEvent => {
  const { source }: { readonly source?: unknown } = Object(raw)
  return source === commandSource ? parseAccept(raw) : parseRun(raw)
}
