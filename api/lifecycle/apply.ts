import type { Consent } from '../../functions/lifecycle/rules/hold.ts'
import type { Outcome } from '../../functions/lifecycle/rules/outcome.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/**
 * Brings the buckets to the policies of the deployed config now, as the schedule would. What would delete objects that are there
 * is held back, unless somebody agrees to it; then it is done once the grace is over.
 * @throws Error with what it said
 */
export const applyLifecycle = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  consent: Consent = {},
): Promise<Outcome[]> =>
  (await callFunction(deployment, deployment.output('LifecycleFunction'), {
    reason: 'command',
    ...consent,
  })) as Outcome[]
