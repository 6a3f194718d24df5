import {
  CloudFormationClient,
  DescribeAccountLimitsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { allPages } from '../../../../shared/all-pages.ts'
import type { Look } from '../check.ts'
import { countedQuotas, judgeUse } from './judge.ts'

/** What AWS gives every account. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const defaultLimit = 2_000

/** Stacks of CloudFormation against the account's limit. */
export const lookAtStacks: Look = async ({ client, region }, { quotas }) => {
  const cloudFormation = client(CloudFormationClient)
  const stacks = await allPages(async (NextToken) => {
    const answer = await cloudFormation.send(new DescribeStacksCommand(NextToken === undefined ? {} : { NextToken }))
    return { items: answer.Stacks, next: answer.NextToken }
  })
  const { AccountLimits = [] } = await cloudFormation.send(new DescribeAccountLimitsCommand({}))
  const said = AccountLimits.find(({ Name }) => Name === 'StackLimit')?.Value
  const limit = quotas.limits[countedQuotas.stacks] ?? said ?? defaultLimit
  return {
    findings: judgeUse(
      [
        {
          quota: countedQuotas.stacks,
          name: 'CloudFormation: stacks',
          used: stacks.length,
          limit,
          region,
          isAdjustable: true,
        },
      ],
      quotas,
    ),
  }
}
