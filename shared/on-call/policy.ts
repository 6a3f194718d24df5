import { policyDefaults } from '../config/alerts/defaults.ts'
import type { AlertsConfig, Policy } from '../config/alerts/schema.ts'
import { named } from './targets.ts'

/**
 * The policy of a name. The name of a rotation stands for a policy of one step that calls it. A name that is not in the
 * config any more, because an incident is older than the deployment, stands for `onCall`.
 * @throws RangeError when `onCall` leads nowhere either: the config's check refuses that
 */
export const policyOf = (config: Pick<AlertsConfig, 'policies' | 'rotations' | 'onCall'>, name: string): Policy => {
  const policy = named(config.policies, name)
  if (policy) return policy
  if (named(config.rotations, name)) {
    const { wait, repeat, remindEvery } = policyDefaults
    return { steps: [{ notify: [name], wait }], repeat, remindEvery }
  }
  if (name === config.onCall) throw new RangeError(`Neither a policy nor a rotation: ${name}`)
  return policyOf(config, config.onCall)
}
