import { PermanentError } from '../../../shared/errors.ts'
import { parseWake, type Wake } from './timers.ts'

/**
 * What the function that faces the internet hands over, by the queue of timers, because it may reach nobody itself:
 * messages that an incident owes (`tell`, the incident's id), a heartbeat that has checked in after a silence (its name), a source that
 * was refused because it reports too much (its name), and a
 * person's wish that the next in line are called (`escalate`, the incident's id; `steps` had been taken when they asked).
 */
export type HandOver =
  | { readonly tell: string }
  | { readonly heartbeat: string }
  | { readonly source: string }
  | { readonly escalate: string; readonly by: string; readonly steps: number }

const isText = (value: unknown): value is string => typeof value === 'string'

/**
 * Reads what the queue of timers brings: a timer, or what was handed over.
 * @throws PermanentError `malformed-event`
 */
export const parseOrder = (raw: unknown): Wake | HandOver => {
  const { tell, heartbeat, source, escalate, by, steps } = (raw ?? {}) as Readonly<Record<string, unknown>>
  if (isText(tell)) return { tell }
  if (isText(heartbeat)) return { heartbeat }
  if (isText(source)) return { source }
  if (escalate === undefined) return parseWake(raw)
  if (!isText(escalate) || !isText(by) || typeof steps !== 'number')
    throw new PermanentError(
      'malformed-event',
      'Not an escalation: expected the texts escalate and by, and the number steps',
    )
  return { escalate, by, steps }
}
