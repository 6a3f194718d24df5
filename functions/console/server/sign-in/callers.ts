import type { ConsoleConfig, ConsoleRole } from '../../../../shared/config/console/schema.ts'
import { fits } from '../../../../shared/wildcards.ts'

/** Somebody whom AWS knows, as the console knows them. */
export interface Caller {
  /** Short name under which actions are recorded. */
  readonly by: string
  readonly role: ConsoleRole
}

/** Name of a session or a user: the end of its ARN, without the host of an email address that some identity centers put there. */
const nameIn = (arn: string): string => {
  const name = arn.slice(arn.lastIndexOf('/') + 1).split('@')[0] ?? ''
  return name.replace(/[^\w.-]/g, '').slice(0, 64) || 'somebody'
}

/**
 * Who calls and what they may do, by the first entry of `console.roles` that fits. Without entries all whom IAM lets call act.
 * @param arn `arn:aws:sts::123456789012:assumed-role/on-call/mina`, as AWS reports the caller
 * @returns nothing for a caller whom no entry fits
 */
export const callerOf = ({ roles }: Pick<ConsoleConfig, 'roles'>, arn: string): Caller | undefined => {
  if (roles.length === 0) return { by: nameIn(arn), role: 'act' }
  const entry = roles.find((each) => fits(each.arn, arn))
  return entry && { by: entry.responder ?? nameIn(arn), role: entry.role }
}
