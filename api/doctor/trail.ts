import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail'
import { logsManagement } from '../../shared/audits/trail-selectors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { trailName } from '../../shared/stacks/trail.ts'
import { ask } from './ask.ts'
import { type DoctorContribution, defineCheck } from './check.ts'
import { type Finding, listText, ok, problem, warning } from './finding.ts'

/** A trail that the account has in a region: its own, one of another region, or its organization's. */
export interface SeenTrail {
  readonly name: string
  readonly arn: string
  readonly isOfOrganization: boolean
  /** Whether it logs, and management events at that. */
  readonly hasManagement: boolean
}

/** Trails in a region at most, those of other regions that log here counted. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const mostTrails = 5

/** Trails at a time. */
const width = 2

/**
 * Whether a trail of ours can be made, and what it costs beside those that are there.
 * @param own the name of ours
 */
export const trailFindings = (trails: readonly SeenTrail[], own: string): Finding[] => {
  const others = trails.filter(({ name }) => name !== own)
  const isThere = others.length < trails.length
  if (!isThere && others.length >= mostTrails)
    return [
      problem(
        `There are ${others.length} trails in this region: ${listText(others.map(({ name }) => name))}.`,
        `CloudTrail allows ${mostTrails}: the deployment of another one would fail.`,
        'Delete one that nobody needs (aws cloudtrail delete-trail --name ARN; its files stay), or leave trail out of the config.',
      ),
    ]
  const paid = others.filter(({ hasManagement }) => hasManagement)
  if (paid.length === 0) return [ok(`No other trail logs management events: the copy of ${own} is free.`)]
  const [first] = paid
  return [
    warning(
      `${listText(paid.map(({ name, isOfOrganization }) => (isOfOrganization ? `${name} (of the organization)` : name)))} ${paid.length === 1 ? 'logs' : 'log'} management events already.`,
      'The first copy is free, and each further one costs $2 per 100,000 events.',
      first?.isOfOrganization
        ? 'The organization keeps the record already: leave trail out of the config, unless the account needs one of its own.'
        : `Keep one: leave trail out of the config, or, once ${own} logs: aws cloudtrail stop-logging --name ${first?.arn}`,
    ),
  ]
}

const otherTrails = defineCheck({
  name: 'other-trails',
  about: 'whether the account has another trail, beside which this one costs something',
  when: ({ trail }) => trail !== undefined,
  ask: async ({ config, connect, call }): Promise<SeenTrail[]> => {
    const client = connect(CloudTrailClient, config.region)
    const { trailList = [] } = await ask('cloudtrail:DescribeTrails', () =>
      client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), call),
    )
    return inParallel(trailList, width, async ({ TrailARN: arn = '', Name: name = arn, IsOrganizationTrail }) => {
      const status = await ask('cloudtrail:GetTrailStatus', () =>
        client.send(new GetTrailStatusCommand({ Name: arn }), call),
      )
      const selectors = await ask('cloudtrail:GetEventSelectors', () =>
        client.send(new GetEventSelectorsCommand({ TrailName: arn }), call),
      )
      return {
        name,
        arn,
        isOfOrganization: IsOrganizationTrail === true,
        hasManagement: status.IsLogging === true && logsManagement(selectors),
      }
    })
  },
  decide: (trails: readonly SeenTrail[], { config }) => trailFindings(trails, trailName(config.name)),
})

/** What a trail of ours needs of an account. */
export const trailDoctor: DoctorContribution = [otherTrails]
