import type { Managed } from '../config/firewall/managed.ts'
import type { FirewallList } from './sets.ts'

/** Name of the rule that asks the sets of a list, in our web ACL or our rule group; WAF's log names it so. */
export const listRuleName = (list: FirewallList): string => `${list}-list`

/** Name of the rule by which WAF itself keeps a rate of the config. */
export const rateRuleName = (rate: { readonly rate: number; readonly windowSeconds: number }): string =>
  `rate-${rate.rate}-in-${rate.windowSeconds}`

/** The rule that refuses clients that we have blocked, whatever else the config says. */
export const refusingRules: readonly string[] = [listRuleName('block')]

/**
 * Names of our own rules that refuse requests. A refusal by one of them is our own answer and says nothing new about the client: if it
 * counted, a block would renew itself. AWS's groups are not among them: what they refuse is an attack, as AWS judges it.
 */
export const ownRuleNames = (managed: readonly Managed[]): string[] => [
  ...refusingRules,
  ...managed.flatMap((each) => ('rate' in each && each.mode === 'block' ? [rateRuleName(each)] : [])),
]
