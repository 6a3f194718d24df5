import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Look } from '../check.ts'
import { countedQuotas, judgeUse } from './judge.ts'

/** Emails of the last 24 hours against what SES lets the account send. */
export const lookAtEmail: Look = async ({ client, region }, { quotas }) => {
  const { SendQuota } = await client(SESv2Client).send(new GetAccountCommand({}))
  const { Max24HourSend = -1, SentLast24Hours = 0 } = SendQuota ?? {}
  // -1 says that there is no limit.
  if (Max24HourSend < 0) return { findings: [] }
  const limit = quotas.limits[countedQuotas.emails] ?? Max24HourSend
  return {
    findings: judgeUse(
      [
        {
          quota: countedQuotas.emails,
          name: 'SES: emails in 24 hours',
          used: SentLast24Hours,
          limit,
          region,
          isAdjustable: true,
        },
      ],
      quotas,
    ),
  }
}
