import { Annotations, CfnOutput, CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib'
import * as wafv2 from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import type { Managed } from '../../shared/config/firewall/managed.ts'
import { ConfigError } from '../../shared/errors.ts'
import { capacityLimits, groupCapacity } from '../../shared/firewall/capacity.ts'
import { addressFamilies, type FirewallScope, firewallLists, setName } from '../../shared/firewall/sets.ts'
import { type SetArns, visibilityOf, type WeighedRule, webAclRules } from '../constructs/web-acl-rules.ts'

export interface FirewallStackProps extends StackProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** CLOUDFRONT only in us-east-1: WAF takes it nowhere else. */
  readonly scope: FirewallScope
  /** What AWS offers itself, behind our lists. */
  readonly managed: readonly Managed[]
  /** Whether somebody stands before what is protected, whose X-Forwarded-For the config believes. */
  readonly hasProxies: boolean
  /** ARN of a web ACL of the team's own in this scope. Then what is made is a rule group that it can refer to. */
  readonly webAcl?: string | undefined
}

/** The sets of a scope, for the functions that keep them. */
export interface DeployedSets {
  readonly scope: FirewallScope
  /** By `<list>-<family>`. */
  readonly ids: Readonly<Record<string, string>>
  readonly arns: SetArns
}

/**
 * The sets of one scope, and the web ACL that asks them. Whatever other stacks take of it they read from its outputs when they
 * are deployed (`Fn::GetStackOutput`), in whichever region it is. So nothing of ours has to run in between, as it would for CDK's
 * references across regions, and no web ACL is held fast by what has just let it go.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export class FirewallStack extends Stack {
  readonly sets: DeployedSets
  /** What a load balancer or a distribution is put behind. */
  readonly webAclArn: string

  constructor(scope: Construct, id: string, { deployment, managed, hasProxies, webAcl, ...props }: FirewallStackProps) {
    super(scope, id, props)
    const made = firewallLists.flatMap((list) =>
      addressFamilies.map((family) => {
        const set = new wafv2.CfnIPSet(this, `${list}-${family}`, {
          name: setName(deployment, list, family),
          // One who looks at it in the console should know who writes there.
          description: 'Nightshift keeps entries of its own here, what others add stays',
          scope: props.scope,
          ipAddressVersion: family === 'ipv4' ? 'IPV4' : 'IPV6',
          addresses: [],
        })
        return [`${list}-${family}`, set] as const
      }),
    )
    for (const [, set] of made) CrossStackReferences.of(set).produce(ReferenceStrength.WEAK)
    const arns = Object.fromEntries(made.map(([name, set]) => [name, set.attrArn]))
    this.sets = { scope: props.scope, ids: Object.fromEntries(made.map(([name, set]) => [name, set.attrId])), arns }
    const name = `${deployment}-firewall`
    if (webAcl === undefined)
      this.webAclArn = this.makeWebAcl(name, props.scope, webAclRules({ arns, hasProxies }, managed))
    else {
      this.webAclArn = webAcl
      this.makeRuleGroup(name, props.scope, webAclRules({ arns, hasProxies }))
    }
  }

  private makeWebAcl(name: string, scope: FirewallScope, rules: readonly WeighedRule[]): string {
    this.weigh(rules)
    const acl = new wafv2.CfnWebACL(this, 'WebAcl', {
      name,
      description: 'Who is let in, counted and blocked, then what AWS offers itself',
      scope,
      defaultAction: { allow: {} },
      rules: rules.map(({ rule }) => rule),
      visibilityConfig: visibilityOf(name),
    })
    CrossStackReferences.of(acl).produce(ReferenceStrength.WEAK)
    this.output(scope, 'WebAcl', acl.attrArn)
    return acl.attrArn
  }

  private makeRuleGroup(name: string, scope: FirewallScope, rules: readonly WeighedRule[]): void {
    const group = new wafv2.CfnRuleGroup(this, 'RuleGroup', {
      name,
      description: 'Who is let in, counted and blocked, to be referred to from a web ACL',
      scope,
      capacity: groupCapacity,
      rules: rules.map(({ rule }) => rule as wafv2.CfnRuleGroup.RuleProperty),
      visibilityConfig: visibilityOf(name),
    })
    this.output(scope, 'RuleGroup', group.attrArn)
  }

  private output(scope: FirewallScope, what: string, value: string): void {
    new CfnOutput(this, `Firewall${scope === 'CLOUDFRONT' ? 'Edge' : ''}${what}`, { value })
  }

  /** Says what the rules take of what a web ACL has. @throws ConfigError where it is more */
  private weigh(rules: readonly WeighedRule[]): void {
    const taken = rules.reduce((sum, { capacity }) => sum + capacity, 0)
    const { inThePrice, most } = capacityLimits
    const words = `the web ACL takes ${taken.toLocaleString('en')} of ${most.toLocaleString('en')} capacity units (WCU)`
    if (taken > most)
      throw new ConfigError('nightshift.config.ts', [`firewall.managed: ${words}: take out a group or some rates`])
    if (taken > inThePrice)
      Annotations.of(this).addWarningV2(
        '@nightshift/web-acl-capacity',
        `firewall.managed: ${words}; for more than ${inThePrice.toLocaleString('en')} WAF asks more for each request: https://aws.amazon.com/waf/pricing/`,
      )
    else Annotations.of(this).addInfoV2('@nightshift/web-acl-capacity', `firewall: ${words}`)
  }
}
