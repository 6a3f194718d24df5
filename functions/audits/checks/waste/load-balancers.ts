import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import { monthHours, networkDollars } from '../../../../shared/prices.ts'
import type { Look } from '../check.ts'

/** Target groups at a time. */
const width = 4

/** Load balancers with target groups in none of which there is a target. One that only redirects or answers by itself has no group. */
export const lookAtLoadBalancers: Look = async ({ client, region }) => {
  const elb = client(ElasticLoadBalancingV2Client)
  const [balancers, groups] = await Promise.all([
    allPages(async (Marker) => {
      const answer = await elb.send(new DescribeLoadBalancersCommand(Marker === undefined ? {} : { Marker }))
      return { items: answer.LoadBalancers, next: answer.NextMarker }
    }),
    allPages(async (Marker) => {
      const answer = await elb.send(new DescribeTargetGroupsCommand(Marker === undefined ? {} : { Marker }))
      return { items: answer.TargetGroups, next: answer.NextMarker }
    }),
  ])
  const used = groups.filter(({ LoadBalancerArns = [] }) => LoadBalancerArns.length > 0)
  const targets = await inParallel(used, width, async ({ TargetGroupArn, LoadBalancerArns = [] }) => {
    const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })).catch((error: unknown) => {
      // Deleted since it was listed.
      if (/^TargetGroupNotFound(Exception)?$/.test(errorName(error))) return undefined
      throw error
    })
    return { arns: LoadBalancerArns, count: answer?.TargetHealthDescriptions?.length ?? 0 }
  })
  return {
    findings: balancers.flatMap(({ LoadBalancerArn: arn = '', LoadBalancerName = '' }): Finding[] => {
      const own = targets.filter(({ arns }) => arns.includes(arn))
      if (own.length === 0 || own.some(({ count }) => count > 0)) return []
      return [
        {
          id: findingId('waste', 'balancer-idle', arn),
          audit: 'waste',
          kind: 'balancer-idle',
          severity: 'note',
          resource: arn,
          title: `Load balancer ${LoadBalancerName} has no target`,
          reason: `None of its ${own.length === 1 ? 'one target group' : `${own.length} target groups`} has a target: all it answers is 503.`,
          advice: `aws elbv2 delete-load-balancer --region ${region} --load-balancer-arn ${arn}`,
          dollars: Math.round(networkDollars.balancerHour * monthHours * 100) / 100,
        },
      ]
    }),
  }
}
