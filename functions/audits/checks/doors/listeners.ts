import {
  type Action,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Look } from '../check.ts'

/** Load balancers at a time. */
const width = 4

const toHttps = ({ Type, RedirectConfig }: Action): boolean =>
  Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS'

/** Whether all that it does by itself is to send clients on to HTTPS. */
const onlyRedirects = ({ DefaultActions = [] }: Listener): boolean =>
  DefaultActions.length > 0 && DefaultActions.every(toHttps)

/** The ARNs of its own rules that do more than to redirect, or to answer by themselves. */
const plainRules = async (elb: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<string[]> => {
  const rules = await allPages(async (Marker) => {
    const answer = await elb
      .send(new DescribeRulesCommand({ ListenerArn, ...(Marker === undefined ? {} : { Marker }) }))
      .catch((error: unknown) => {
        // Deleted since it was listed.
        if (/^ListenerNotFound(Exception)?$/.test(errorName(error))) return undefined
        throw error
      })
    return { items: answer?.Rules, next: answer?.NextMarker }
  })
  return rules.flatMap(({ IsDefault, Actions = [], RuleArn = '' }) =>
    IsDefault === true || Actions.every((action) => toHttps(action) || action.Type === 'fixed-response')
      ? []
      : [RuleArn],
  )
}

/**
 * Security policies that speak TLS 1.0 or 1.1. What is made without a policy by API or CloudFormation has the one of 2016-08.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const oldPolicy = /^ELBSecurityPolicy-(20\d\d-\d\d|TLS-1-[01]-.*|FS-2018-06|FS-1-1-.*|TLS13-1-[01]-.*)$/

/** A policy of today that older clients of TLS 1.2 can speak too. */
const newPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06'

const redirect = `'[{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}]'`

/** @param rules the ARNs of rules that do not redirect, where the default does; none: the default does not */
const plainFinding = (
  arn: string,
  balancer: string,
  port: number | undefined,
  region: string,
  rules: readonly string[],
): Finding => ({
  id: findingId('doors', 'listener-plain', arn),
  audit: 'doors',
  kind: 'listener-plain',
  severity: 'warning',
  resource: arn,
  title: `Load balancer ${balancer} speaks HTTP without TLS on port ${port}`,
  reason:
    rules.length === 0
      ? 'What clients send there can be read and changed on its way: it does not send them on to HTTPS.'
      : `What clients send there can be read and changed on its way: ${rules.length > 1 ? `${rules.length} of its rules do` : 'one of its rules does'} not send them on to HTTPS.`,
  advice:
    rules.length === 0
      ? `aws elbv2 modify-listener --region ${region} --listener-arn ${arn} --default-actions ${redirect}`
      : rules
          .map((rule) => `aws elbv2 modify-rule --region ${region} --rule-arn ${rule} --actions ${redirect}`)
          .join(' && '),
})

const oldTlsFinding = (
  arn: string,
  balancer: string,
  port: number | undefined,
  policy: string,
  region: string,
): Finding => ({
  id: findingId('doors', 'listener-old-tls', arn),
  audit: 'doors',
  kind: 'listener-old-tls',
  severity: 'warning',
  resource: arn,
  title: `Load balancer ${balancer} speaks TLS 1.0 or 1.1 on port ${port}`,
  reason: `Its security policy is ${policy}. No browser of today needs these versions, and they are no longer safe.`,
  advice: `aws elbv2 modify-listener --region ${region} --listener-arn ${arn} --ssl-policy ${newPolicy}`,
})

/** Listeners of load balancers that face the internet and speak HTTP without sending clients on to HTTPS, or TLS of a version that is no longer safe. */
export const lookAtListeners: Look = async ({ client, region }) => {
  const elb = client(ElasticLoadBalancingV2Client)
  const balancers = await allPages(async (Marker) => {
    const answer = await elb.send(new DescribeLoadBalancersCommand(Marker === undefined ? {} : { Marker }))
    return { items: answer.LoadBalancers, next: answer.NextMarker }
  })
  const open = balancers.filter(({ Scheme, Type }) => Scheme === 'internet-facing' && Type !== 'gateway')
  const looks = await inParallel(
    open,
    width,
    async ({ LoadBalancerArn, LoadBalancerName = '' }): Promise<Finding[]> => {
      const listeners = await allPages(async (Marker) => {
        const answer = await elb
          .send(new DescribeListenersCommand({ LoadBalancerArn, ...(Marker === undefined ? {} : { Marker }) }))
          .catch((error: unknown) => {
            // Deleted since it was listed.
            if (/^LoadBalancerNotFound(Exception)?$/.test(errorName(error))) return undefined
            throw error
          })
        return { items: answer?.Listeners, next: answer?.NextMarker }
      })
      const found = await inParallel(listeners, 1, async (listener): Promise<Finding[]> => {
        const { ListenerArn = '', Protocol, Port, SslPolicy = '' } = listener
        if (oldPolicy.test(SslPolicy)) return [oldTlsFinding(ListenerArn, LoadBalancerName, Port, SslPolicy, region)]
        if (Protocol !== 'HTTP') return []
        if (!onlyRedirects(listener)) return [plainFinding(ListenerArn, LoadBalancerName, Port, region, [])]
        const rules = await plainRules(elb, ListenerArn)
        return rules.length > 0 ? [plainFinding(ListenerArn, LoadBalancerName, Port, region, rules)] : []
      })
      return found.flat()
    },
  )
  return { findings: looks.flat() }
}
