import type { Outcome } from '../../functions/lifecycle/rules/outcome.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/** Brings the buckets to the policies of the deployed config now, as the schedule would. @throws Error with what it said */
export const applyLifecycle = async (deployment: Pick<Deployment, 'connect' | 'output'>): Promise<Outcome[]> =>
  (await callFunction(deployment, deployment.output('LifecycleFunction'), { reason: 'command' })) as Outcome[]
