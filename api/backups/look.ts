import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/** Has the function look now, as the schedule would: what is due begins, what is unfinished goes on. @throws Error with what it said */
export const lookAtBackups = (deployment: Pick<Deployment, 'connect' | 'output'>): Promise<unknown> =>
  callFunction(deployment, deployment.output('BackupsFunction'), { reason: 'command' })
