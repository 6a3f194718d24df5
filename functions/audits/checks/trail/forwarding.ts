import { EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge'
import { findingId } from '../../../../shared/audits/finding.ts'
import type { Look } from '../check.ts'
import { allPages } from '../pages.ts'

/** Where IAM's events and most sign-ins are told. https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const home = 'us-east-1'

/** Events of `alerts.events` that AWS tells of in {@link home}. */
export const toldInHomeRegion: readonly string[] = ['root-sign-in', 'policy-changes']

/** Whether a rule in us-east-1 hands events on to this region, where `alerts.events` asks for some that are told there alone. */
export const lookAtForwarding: Look = async ({ client, region, account, partition }, { trailEvents = [] }) => {
  const events = trailEvents.filter((name) => toldInHomeRegion.includes(name))
  if (region === home || events.length === 0) return { findings: [] }
  const bus = `arn:${partition}:events:${region}:${account}:event-bus/default`
  const rules = await allPages(async (NextToken) => {
    const answer = await client(EventBridgeClient, home).send(
      new ListRuleNamesByTargetCommand({ TargetArn: bus, ...(NextToken ? { NextToken } : {}) }),
    )
    return { items: answer.RuleNames, next: answer.NextToken }
  })
  if (rules.length > 0) return { findings: [] }
  return {
    findings: [
      {
        id: findingId('trail', 'events-not-forwarded', account, region),
        audit: 'trail',
        kind: 'events-not-forwarded',
        severity: 'warning',
        resource: bus,
        title: `Events of ${home} do not reach ${region}`,
        reason: `\`alerts.events\` asks for ${events.join(' and ')}. AWS tells of them in ${home} alone (of sign-ins: most), and no rule there hands them on to this region's bus.`,
        advice: 'Make the rule and its role with the five commands of docs/alerts.md, "Events of a trail".',
      },
    ],
  }
}
