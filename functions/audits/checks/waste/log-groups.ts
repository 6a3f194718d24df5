import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { allPages } from '../../../../shared/all-pages.ts'
import { findingId } from '../../../../shared/audits/finding.ts'
import { storageDollars } from '../../../../shared/prices.ts'
import type { Look } from '../check.ts'

/** Log groups that keep everything for ever. */
export const lookAtLogGroups: Look = async ({ client, region }) => {
  const logs = client(CloudWatchLogsClient)
  const groups = await allPages(async (nextToken) => {
    const answer = await logs.send(
      new DescribeLogGroupsCommand({ limit: 50, ...(nextToken === undefined ? {} : { nextToken }) }),
    )
    return { items: answer.logGroups, next: answer.nextToken }
  })
  return {
    findings: groups.flatMap(({ logGroupName, retentionInDays, storedBytes = 0 }) => {
      if (logGroupName === undefined || retentionInDays !== undefined) return []
      // Steps of a whole gigabyte: a group that grows by some bytes is not written again.
      const gigabytes = Math.floor(storedBytes / 1e9)
      return [
        {
          id: findingId('waste', 'log-group-forever', region, logGroupName),
          audit: 'waste' as const,
          kind: 'log-group-forever',
          severity: 'note' as const,
          resource: logGroupName,
          title: `Log group ${logGroupName} keeps everything for ever`,
          reason: `It has no retention${gigabytes > 0 ? `, and ${gigabytes} GB` : ''}.`,
          advice: `aws logs put-retention-policy --region ${region} --log-group-name '${logGroupName}' --retention-in-days 90`,
          dollars: Math.round(gigabytes * storageDollars.logGigabyte * 100) / 100,
        },
      ]
    }),
  }
}
