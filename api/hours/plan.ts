import { type HoursPlan, planHours } from '../../functions/hours/preview/plan.ts'
import { kindsByName } from '../../functions/hours/targets/index.ts'
import type { Deployment } from '../deployment.ts'
import { accessOf, sliceOfConfig } from './sight.ts'

/**
 * What a look would do now by the config as it is edited, with the credentials of whoever asks: nothing is written or asked for.
 * @throws UsageError when the config has no hours, or nothing is deployed
 */
export const planOfHours = (
  deployment: Pick<Deployment, 'config' | 'connect' | 'ledger' | 'now'>,
): Promise<HoursPlan> =>
  planHours({
    ledger: deployment.ledger(),
    kinds: kindsByName,
    access: accessOf(deployment),
    slice: sliceOfConfig(deployment.config, deployment.now()),
    version: 'edited',
    now: deployment.now(),
    remainingMs: () => Number.POSITIVE_INFINITY,
  })
