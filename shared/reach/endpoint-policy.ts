import type { Endpoint } from './model.ts'
import { policyAllows } from './policy.ts'
import type { Hop } from './question.ts'
import type { Step } from './steps.ts'

/** What is asked of a service. */
export interface Asks {
  readonly action: string
  readonly resource: string
}

/** Whether the policy of an endpoint lets it through. Of what is not said to be asked only a policy that allows everything is certain. */
export const policyStep = (endpoint: Endpoint, asks: Asks | undefined): Step => {
  const hop: Hop = { resource: endpoint.id, what: `by the policy of ${endpoint.id}`, direction: 'there' }
  if (endpoint.policy === undefined) return { hop }
  const words = asks ? `${asks.action} on ${asks.resource}` : 'everything'
  const allowed = policyAllows(endpoint.policy, asks ?? { action: '*', resource: '*' })
  if (allowed === 'all') return { hop }
  if (allowed === 'some' || !asks)
    return {
      hop,
      stop: {
        unknown: `Whether the policy of ${endpoint.id} allows ${words} depends on its conditions, or on what is asked.`,
      },
    }
  return {
    hop,
    stop: {
      code: 'VPCE_POLICY_RESTRICTION',
      resource: endpoint.id,
      property: 'PolicyDocument',
      direction: 'there',
      why: `The policy of the endpoint ${endpoint.id} does not allow ${words}.`,
      fix: `Allow ${words} in that policy.`,
    },
  }
}
