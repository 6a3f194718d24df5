import type { ClientOf } from '../../../shared/client-pool.ts'
import { errorName, isPermanentAwsError, TransientError } from '../../../shared/errors.ts'
import { type FirewallSet, regionOfScope } from '../../../shared/firewall/sets.ts'
import { once } from '../../../shared/once.ts'
import { type IpSets, SetFullError, StaleTokenError } from './world.ts'

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html#API_UpdateIPSet_Errors */
const asOurs = (error: unknown, { name }: FirewallSet): unknown => {
  switch (errorName(error)) {
    case 'WAFOptimisticLockException':
      return new StaleTokenError(`${name} was changed by somebody else`, { cause: error })
    case 'WAFLimitsExceededException':
      return new SetFullError(`AWS takes no more entries in ${name}`, { cause: error })
    case 'WAFUnavailableEntityException':
      return new TransientError(`${name} cannot be changed just now`, { cause: error })
    default:
      return error
  }
}

const isMissing = (error: unknown): boolean =>
  errorName(error) === 'WAFNonexistentItemException' && isPermanentAwsError(error)

/**
 * The sets of AWS WAF. CloudFront's are in us-east-1, whatever the deployment's region. The client is loaded with the first call.
 * @param region of the deployment
 */
export const awsIpSets = (region: string, clientOf: ClientOf): IpSets => {
  const load = once(() => import('../../../shared/sdk/wafv2.ts'))
  const about = ({ name: Name, id: Id, scope: Scope }: FirewallSet) => ({ Name, Id, Scope })
  return {
    read: async (set) => {
      const { GetIPSetCommand, WAFV2Client } = await load()
      const client = clientOf(WAFV2Client, regionOfScope(set.scope, region))
      try {
        const { IPSet, LockToken } = await client.send(new GetIPSetCommand(about(set)))
        if (LockToken === undefined) throw new TransientError(`AWS gave no token for ${set.name}`)
        return { entries: IPSet?.Addresses ?? [], token: LockToken, description: IPSet?.Description }
      } catch (error) {
        if (isMissing(error)) return undefined
        throw asOurs(error, set)
      }
    },
    write: async (set, { token, description }, entries) => {
      const { UpdateIPSetCommand, WAFV2Client } = await load()
      const client = clientOf(WAFV2Client, regionOfScope(set.scope, region))
      const input = {
        ...about(set),
        Addresses: [...entries],
        LockToken: token,
        // A description that is not sent back is gone; an empty one is refused.
        ...(description ? { Description: description } : {}),
      }
      await client.send(new UpdateIPSetCommand(input)).catch((error: unknown) => {
        throw asOurs(error, set)
      })
    },
  }
}
