import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { logsChanges } from '../../../../shared/audits/trail-selectors.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'

/** Trails at a time: an account has five in a region at most, without those of an organization. */
const width = 4

interface Judged {
  readonly trail: Trail
  readonly name: string
  readonly isLogging: boolean
  /** Whether it logs the calls that change something. */
  readonly hasChanges: boolean
  /** Why its files do not reach the bucket. */
  readonly delivery?: string | undefined
}

const judge = async (client: CloudTrailClient, trail: Trail): Promise<Judged | { readonly problem: string }> => {
  const { TrailARN = '', Name: name = TrailARN } = trail
  try {
    const [status, selectors] = await Promise.all([
      client.send(new GetTrailStatusCommand({ Name: TrailARN })),
      client.send(new GetEventSelectorsCommand({ TrailName: TrailARN })),
    ])
    return {
      trail,
      name,
      isLogging: status.IsLogging === true,
      hasChanges: logsChanges(selectors),
      ...(status.LatestDeliveryError ? { delivery: status.LatestDeliveryError } : {}),
    }
  } catch (error) {
    if (errorName(error) !== 'TrailNotFoundException') throw error
    return { problem: `The trail ${name} was deleted since it was listed` }
  }
}

/** What cannot arrive without a trail, in words. */
const blind = (events: readonly string[]): string =>
  events.length === 0
    ? 'A trail stopped, a key disabled, a policy changed, a sign-in of the root user: nobody is alerted, and nothing shows afterwards who did what.'
    : `\`alerts.events\` asks for ${events.join(', ')}: most of these events cannot arrive, and nothing shows afterwards who did what.`

const finding = (
  kind: string,
  severity: Finding['severity'],
  resource: string,
  words: Pick<Finding, 'title' | 'reason' | 'advice'>,
  ...of: readonly string[]
): Finding => ({
  id: findingId('trail', kind, ...of),
  audit: 'trail',
  kind,
  severity,
  resource,
  ...words,
})

const newTrail =
  'Put trail: {} into the config, which makes one over all regions (the first copy of management events is free), and deploy: npm run deploy'

const judgeAll = (judged: readonly Judged[], { region, account }: Access, events: readonly string[]): Finding[] => {
  const here = `${account}/${region}`
  if (judged.length === 0)
    return [
      finding(
        'trail-missing',
        'warning',
        account,
        {
          title: `No trail of CloudTrail logs in ${region}`,
          reason: `There is none. ${blind(events)}`,
          advice: newTrail,
        },
        here,
      ),
    ]
  const useful = judged.filter(({ isLogging, hasChanges }) => isLogging && hasChanges)
  const stopped = judged
    .filter(({ isLogging }) => !isLogging)
    .map(({ trail, name }) =>
      finding(
        'trail-stopped',
        useful.length === 0 ? 'urgent' : 'warning',
        trail.TrailARN ?? name,
        {
          title: `The trail ${name} does not log`,
          reason: `It was stopped. ${useful.length === 0 ? blind(events) : `${useful.map((each) => each.name).join(', ')} logs the account meanwhile.`}`,
          advice: `aws cloudtrail start-logging --region ${trail.HomeRegion ?? region} --name ${trail.TrailARN ?? name}`,
        },
        trail.TrailARN ?? name,
      ),
    )
  const failing = judged
    .filter(({ isLogging, delivery }) => isLogging && delivery !== undefined)
    .map(({ trail, name, delivery }) =>
      finding(
        'trail-undelivered',
        'warning',
        trail.TrailARN ?? name,
        {
          title: `The trail ${name} cannot write its files`,
          reason: `CloudTrail could not deliver to the bucket ${trail.S3BucketName}: ${delivery}.`,
          advice:
            "Let cloudtrail.amazonaws.com write there by the bucket's policy (and by its key's, where it has one).",
        },
        trail.TrailARN ?? name,
      ),
    )
  const partial =
    judged.some(({ isLogging }) => isLogging) && useful.length === 0
      ? [
          finding(
            'trail-without-changes',
            'warning',
            account,
            {
              title: 'No trail logs the calls that change something',
              reason: `Their event selectors leave out management events that write. ${blind(events)}`,
              advice: `aws cloudtrail put-event-selectors --region ${region} --trail-name ${judged[0]?.name} --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'`,
            },
            here,
          ),
        ]
      : []
  const narrow =
    useful.length > 0 && !useful.some(({ trail }) => trail.IsMultiRegionTrail)
      ? [
          finding(
            'trail-one-region',
            'warning',
            account,
            {
              title: `No trail logs other regions than ${region}`,
              reason: `${useful.map(({ name }) => name).join(', ')} logs this region alone: what somebody does in another one, and, outside us-east-1, changes of IAM and most sign-ins, are not seen.`,
              advice: `aws cloudtrail update-trail --region ${region} --name ${useful[0]?.name} --is-multi-region-trail`,
            },
            here,
          ),
        ]
      : []
  return [...stopped, ...failing, ...partial, ...narrow]
}

/** Whether a trail logs what people do in the account; without one most events of `alerts.events` that name people cannot arrive. */
export const lookAtTrails: Look = async (access, { trailEvents = [] }) => {
  const client = access.client(CloudTrailClient)
  // With shadows: a trail of another region, or of the organization, logs here too. The list has no pages.
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }))
  const looks = await inParallel(trailList, width, (trail) => judge(client, trail))
  const judged = looks.flatMap((each) => ('problem' in each ? [] : [each]))
  return {
    findings: judgeAll(judged, access, trailEvents),
    problems: looks.flatMap((each) => ('problem' in each ? [each.problem] : [])),
  }
}
