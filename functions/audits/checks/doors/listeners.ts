import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Look } from '../check.ts'
import { allPages } from '../pages.ts'

/** Load balancers at a time. */
const width = 4

/** Whether all that it does is to send clients on to HTTPS. */
const onlyRedirects = ({ DefaultActions = [] }: Listener): boolean =>
  DefaultActions.length > 0 &&
  DefaultActions.every(({ Type, RedirectConfig }) => Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS')

/** Listeners of load balancers that face the internet and speak HTTP without sending clients on to HTTPS. */
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
      return listeners.flatMap((listener): Finding[] => {
        const { ListenerArn = '', Protocol, Port } = listener
        if (Protocol !== 'HTTP' || onlyRedirects(listener)) return []
        return [
          {
            id: findingId('doors', 'listener-plain', ListenerArn),
            audit: 'doors',
            kind: 'listener-plain',
            severity: 'warning',
            resource: ListenerArn,
            title: `Load balancer ${LoadBalancerName} speaks HTTP without TLS on port ${Port}`,
            reason: 'What clients send there can be read and changed on its way: it does not send them on to HTTPS.',
            advice: `aws elbv2 modify-listener --region ${region} --listener-arn ${ListenerArn} --default-actions '[{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}]'`,
          },
        ]
      })
    },
  )
  return { findings: looks.flat() }
}
