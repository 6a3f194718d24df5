import type * as wafv2 from 'aws-cdk-lib/aws-wafv2'
import { type Managed, type ManagedGroup, managedGroups } from '../../shared/config/firewall/managed.ts'
import { listRuleName, rateRuleName } from '../../shared/firewall/acl-rules.ts'
import { addressFamilies, type FirewallList, firewallLists } from '../../shared/firewall/sets.ts'

type Rule = wafv2.CfnWebACL.RuleProperty
type Statement = wafv2.CfnWebACL.StatementProperty

/**
 * Capacity units of AWS's own rule groups.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const groupUnits: Readonly<Record<ManagedGroup, number>> = {
  reputation: 25,
  anonymous: 50,
  common: 700,
  'known-bad-inputs': 200,
  sqli: 200,
}

/**
 * Capacity units of statements: a set takes 1, and 4 more where every address of a header is looked at; a rate 2.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-ipset-match.html
 */
const units = { set: 1, anyOfHeader: 4, rate: 2 } as const

/** A rule, and the capacity units that it takes. */
export interface WeighedRule {
  readonly rule: Rule
  readonly capacity: number
}

/** `Fn::GetAtt` of the sets, by list and family: `block-ipv4`. */
export type SetArns = Readonly<Record<string, string>>

const visible = (metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
})

const actions: Readonly<Record<FirewallList, wafv2.CfnWebACL.RuleActionProperty>> = {
  allow: { allow: {} },
  count: { count: {} },
  block: { block: {} },
}

/**
 * In any place of the header: WAF cannot tell which hop the config's proxies vouch for, and whoever adds a blocked address keeps
 * out nobody but themselves. So it is never asked for the allow list, which anybody could get on by it.
 */
const behindProxies = {
  headerName: 'X-Forwarded-For',
  fallbackBehavior: 'NO_MATCH',
  position: 'ANY',
} as const

const listRule = (
  list: FirewallList,
  { arns, hasProxies }: { readonly arns: SetArns; readonly hasProxies: boolean },
): Omit<WeighedRule['rule'], 'priority'> & { readonly capacity: number } => {
  const byHeader = hasProxies && list !== 'allow'
  const statements = addressFamilies.flatMap((family): Statement[] => {
    const arn = arns[`${list}-${family}`] ?? ''
    return [
      { ipSetReferenceStatement: { arn } },
      ...(byHeader ? [{ ipSetReferenceStatement: { arn, ipSetForwardedIpConfig: behindProxies } }] : []),
    ]
  })
  return {
    name: listRuleName(list),
    statement: { orStatement: { statements } },
    action: actions[list],
    visibilityConfig: visible(listRuleName(list)),
    capacity: addressFamilies.length * (units.set + (byHeader ? units.set + units.anyOfHeader : 0)),
  }
}

const groupRule = ({ group, mode }: Extract<Managed, { group: ManagedGroup }>) => ({
  name: group,
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: managedGroups[group] } },
  // What the group itself says, which is mostly to block, or only to count instead.
  overrideAction: mode === 'block' ? { none: {} } : { count: {} },
  visibilityConfig: visible(group),
  capacity: groupUnits[group],
})

const rateRule = ({ rate, windowSeconds, mode }: Exclude<Managed, { group: ManagedGroup }>) => {
  const name = rateRuleName({ rate, windowSeconds })
  return {
    name,
    statement: {
      rateBasedStatement: { limit: rate, evaluationWindowSec: windowSeconds, aggregateKeyType: 'IP' },
    },
    action: actions[mode],
    visibilityConfig: visible(name),
    capacity: units.rate,
  }
}

/**
 * What a web ACL asks, in this order: whom we let in, whom we count, whom we block, and then what AWS offers itself. Whoever is on
 * the allow list is asked nothing more.
 */
export const webAclRules = (
  sets: { readonly arns: SetArns; readonly hasProxies: boolean },
  managed: readonly Managed[] = [],
): WeighedRule[] =>
  [
    ...firewallLists.map((list) => listRule(list, sets)),
    ...managed.map((each) => ('group' in each ? groupRule(each) : rateRule(each))),
  ].map(({ capacity, ...rule }, priority) => ({ rule: { ...rule, priority }, capacity }))

/** The visibility of the whole. */
export const visibilityOf = visible
