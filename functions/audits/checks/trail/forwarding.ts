import { EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge'
import { allPages } from '../../../../shared/all-pages.ts'
import { findingId } from '../../../../shared/audits/finding.ts'
import { eventsFromHome, homeRegion as home } from '../../../../shared/config/alerts/home-events.ts'
import type { Look } from '../check.ts'

/** Whether a rule in us-east-1 hands events on to this region, where `alerts.events` asks for some that are sent there alone. */
export const lookAtForwarding: Look = async (
  { client, region, account, partition },
  { deployment, trailEvents = [] },
) => {
  const events = eventsFromHome(trailEvents, region)
  if (events.length === 0) return { findings: [] }
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
        reason: `\`alerts.events\` asks for ${events.join(' and ')}. AWS sends these in ${home} alone (of sign-ins: most), and no rule there hands them on to this region's bus.`,
        advice: `Deploy the stack ${deployment}-events, which has that rule, and take forwardEvents: false out of the config's alerts if it is there: npm run deploy`,
      },
    ],
  }
}
