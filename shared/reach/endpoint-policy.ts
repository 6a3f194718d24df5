import type { Endpoint } from './model.ts'
import { policyAllows, policyRefuses } from './policy.ts'
import type { Hop } from './question.ts'
import { type Step, stopAt } from './steps.ts'

/** What is asked of a service. */
export interface Asks {
  readonly action: string
  readonly resource: string
}

/** Services whose actions begin otherwise than their endpoints. https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const prefixes: Readonly<Record<string, string>> = {
  'kinesis-streams': 'kinesis',
  monitoring: 'cloudwatch',
  email: 'ses',
}

/** Everything that a service does. */
const everythingOf = ({ service }: Endpoint): Asks => ({
  action: `${prefixes[service] ?? service.replace(/[.-].*$/, '')}:*`,
  resource: '*',
})

/** Whether the policy of an endpoint lets it through. Of what is not said to be asked only a policy that allows, or refuses, everything is certain. */
export const policyStep = (endpoint: Endpoint, asks: Asks | undefined): Step => {
  const hop: Hop = { resource: endpoint.id, what: `by the policy of ${endpoint.id}`, direction: 'there' }
  if (endpoint.policy === undefined) return { hop }
  const words = asks ? `${asks.action} on ${asks.resource}` : 'anything'
  const asked = asks ?? everythingOf(endpoint)
  const allowed = policyAllows(endpoint.policy, asked)
  if (allowed === 'all') return { hop }
  if (allowed === 'some' || (!asks && !policyRefuses(endpoint.policy, asked)))
    return {
      hop,
      stop: {
        unknown: `Whether the policy of ${endpoint.id} allows ${asks ? words : 'everything'} depends on its conditions, or on what is asked.`,
      },
    }
  return {
    hop,
    stop: stopAt(
      'VPCE_POLICY_RESTRICTION',
      endpoint.id,
      `The policy of the endpoint ${endpoint.id} does not allow ${words}.`,
      `Allow ${asks ? words : 'what is needed'} in that policy.`,
    ),
  }
}
