import { GetWebACLCommand, type Rule, type Statement, WAFV2Client } from '@aws-sdk/client-wafv2'
import { capacityLimits, groupCapacity } from '../../../shared/firewall/capacity.ts'
import { scopeOfArn } from '../../../shared/firewall/scopes.ts'
import { type FirewallScope, regionOfScope } from '../../../shared/firewall/sets.ts'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

/** A web ACL of the team's own. */
export interface SeenAcl {
  readonly arn: string
  /** Nothing: there is none. */
  readonly acl: { readonly rules: readonly Rule[]; readonly capacity: number } | undefined
  /** ARN of our rule group in its scope; nothing: it is not deployed. */
  readonly group: string | undefined
}

const refersTo = (statement: Statement | undefined, group: string): boolean =>
  statement?.RuleGroupReferenceStatement?.ARN === group

/** What is wrong with how it refers to our rule group. */
export const aclFindings = ({ arn, acl, group }: SeenAcl): Finding[] => {
  if (!acl)
    return [
      problem(
        `There is no web ACL ${arn} (firewall.webAcl).`,
        'What it should protect is protected by nobody.',
        'Correct its ARN in the config; aws wafv2 list-web-acls shows what there is.',
      ),
    ]
  if (group === undefined)
    return [
      problem(
        'The rule group for firewall.webAcl is not deployed.',
        'Nobody whom the firewall finds is blocked.',
        'npm run deploy',
      ),
    ]
  const first = [...acl.rules].sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
  const place = first.findIndex(({ Statement }) => refersTo(Statement, group))
  const rule = first[place]
  const console = 'WAF console, your web ACL, Rules'
  if (!rule)
    return [
      problem(
        'The web ACL of firewall.webAcl does not refer to the rule group of the firewall.',
        'Offenders are in the sets, and nobody asks these: nobody is blocked.',
        `${console}: add the rule group ${group}, first, with "no override".`,
      ),
      ...(acl.capacity + groupCapacity > capacityLimits.most
        ? [
            problem(
              `It takes ${acl.capacity.toLocaleString('en')} of ${capacityLimits.most.toLocaleString('en')} capacity units, and the rule group ${groupCapacity}.`,
              'WAF refuses the rule group.',
              `${console}: take out a rule or a managed rule group.`,
            ),
          ]
        : []),
    ]
  if (rule.OverrideAction?.Count)
    return [
      problem(
        'The web ACL of firewall.webAcl only counts what the rule group of the firewall decides.',
        'Nobody is blocked.',
        `${console}: set the rule group to "no override".`,
      ),
    ]
  const excluded = rule.Statement?.RuleGroupReferenceStatement?.RuleActionOverrides?.map(({ Name }) => Name) ?? []
  if (excluded.length > 0)
    return [
      warning(
        `The web ACL of firewall.webAcl overrides what the rule group does: ${excluded.join(', ')}.`,
        'Those lists do something else than the firewall means.',
        `${console}: take the overrides out.`,
      ),
    ]
  if (place > 0)
    return [
      warning(
        `The web ACL of firewall.webAcl asks ${place} of its own rules before the rule group of the firewall.`,
        'They let in even clients that are blocked here, and block even clients on the allow list.',
        `${console}: move the rule group to the first place.`,
      ),
    ]
  return [ok('The web ACL of firewall.webAcl asks the rule group of the firewall first.')]
}

/** Name and id of a web ACL: `…:regional/webacl/NAME/ID`. */
const partsOf = (arn: string): { readonly Name: string; readonly Id: string } => {
  const [, , Name = '', Id = ''] = (arn.split(':').at(-1) ?? '').split('/')
  return { Name, Id }
}

const groupOutput: Readonly<Record<FirewallScope, string>> = {
  REGIONAL: 'FirewallRuleGroup',
  CLOUDFRONT: 'FirewallEdgeRuleGroup',
}

/** Whether a web ACL of the team's own asks the sets: nothing of ours may change it. */
export const webAcl = defineCheck({
  name: 'firewall-web-acl',
  about: 'whether your web ACL asks the rule group of the firewall',
  when: ({ firewall }) => firewall?.webAcl !== undefined,
  onceDeployed: true,
  ask: async ({ config, connect, call }, outputs): Promise<SeenAcl | undefined> => {
    const arn = config.firewall?.webAcl
    if (arn === undefined) return undefined
    const Scope = scopeOfArn(arn)
    const command = new GetWebACLCommand({ ...partsOf(arn), Scope })
    const answer = await askFor('wafv2:GetWebACL', /^WAFNonexistentItemException$/, () =>
      connect(WAFV2Client, regionOfScope(Scope, config.region)).send(command, call),
    )
    const found = answer?.WebACL
    return {
      arn,
      acl: found && { rules: found.Rules ?? [], capacity: found.Capacity ?? 0 },
      group: outputs[groupOutput[Scope]],
    }
  },
  decide: (seen: SeenAcl | undefined) => (seen ? aclFindings(seen) : []),
})
