import { randomBytes } from 'node:crypto'
import type { Request } from '../../functions/alerts/rules/request.ts'
import { commandSource } from '../../shared/command.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/** What every action at run time takes beside its own. */
export interface Asker {
  /** Who asks, for the record. */
  readonly by: string
  /** 8 to 32 hexadecimal digits: what comes twice with the same is done once. Default: eight random ones. */
  readonly request?: string | undefined
}

type Reached = Pick<Deployment, 'connect' | 'output'>

type Part<Each> = Each extends Request ? Omit<Each, 'source' | 'request'> & Pick<Asker, 'request'> : never

/**
 * Has the deployed function do what a person asks for at run time.
 * @throws UsageError with why it may not be and what to do instead: nothing was changed; Error with what else the function said
 */
export const askAlerts = async <Answer>(deployment: Reached, asked: Part<Request>): Promise<Answer> => {
  const { request = randomBytes(4).toString('hex'), ...rest } = asked
  const event = { source: commandSource, request, ...rest }
  return (await callFunction(deployment, deployment.output('AlertsFunction'), event)) as Answer
}
