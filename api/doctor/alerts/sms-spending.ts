import { PinpointSMSVoiceV2Client, paginateDescribeSpendLimits } from '@aws-sdk/client-pinpoint-sms-voice-v2'
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { readSmsSpending } from '../../../shared/sms-spending.ts'
import type { Account, ClientClass } from '../account.ts'
import { ask, askAll } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem, warning } from '../finding.ts'
import { sendsTexts, textsFrom } from './sms-region.ts'

interface Answers {
  readonly from: string
  /** US dollars a month; nothing where AWS does not say. */
  readonly limit: number | undefined
  /** US dollars since the month began, in UTC; nothing where none was sent. */
  readonly spent: number | undefined
}

/** The limit of a new account, in US dollars. https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const ofNewAccount = 1
const nearlyAll = 0.8

/** Where the account has set no limit of its own, AWS's counts. */
const readLimit = async ({ connect, call }: Account, from: string): Promise<number | undefined> => {
  const command = new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] })
  const { attributes } = await ask('sns:GetSMSAttributes', () => connect(SNSClient, from).send(command, call))
  if (attributes?.MonthlySpendLimit !== undefined) return Number(attributes.MonthlySpendLimit)
  const pages = paginateDescribeSpendLimits({ client: connect(PinpointSMSVoiceV2Client, from) }, {}, call)
  const limits = await askAll('sms-voice:DescribeSpendLimits', pages, ({ SpendLimits }) => SpendLimits)
  return limits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.EnforcedLimit
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`

/** How much text messages may cost in a month, and have cost. At the limit SNS stops sending, and reports no error. */
export const smsSpending = defineCheck<Answers>({
  name: 'sms-spending',
  about: "the account's monthly limit for text messages",
  when: sendsTexts,
  ask: async (account) => {
    const from = textsFrom(account.config)
    const limit = await readLimit(account, from)
    const spent = await ask('cloudwatch:GetMetricData', () =>
      readSmsSpending(
        (Class) => account.connect(Class as ClientClass<InstanceType<typeof Class>>, from),
        from,
        account.now(),
      ),
    )
    return { from, limit, spent }
  },
  decide: ({ from, limit, spent = 0 }, { config: { alerts } }) => {
    const raise = `AWS End User Messaging console in ${from}, SMS, Account quotas: request a higher monthly spending limit. Once it is granted: aws sns set-sms-attributes --region ${from} --attributes MonthlySpendLimit=AMOUNT`
    if (limit === undefined || Number.isNaN(limit))
      return [
        problem(
          `AWS names no monthly limit for text messages in ${from}.`,
          `In a new account it is ${dollars(ofNewAccount)}, and SNS stops at it without an error.`,
          raise,
        ),
      ]
    const found = `Text messages from ${from} may cost ${dollars(limit)} a month, and have cost ${dollars(spent)} in this one.`
    const budget = alerts.smsBudget
    if (spent >= limit)
      return [problem(found, 'SNS sends nothing until the month is over, and reports no error.', raise)]
    if (spent >= limit * nearlyAll) return [warning(found, 'SNS soon stops sending, and reports no error.', raise)]
    if (limit <= ofNewAccount)
      return [
        warning(
          found,
          'That is the limit of a new account: ten to a hundred messages, by country. One night may need more.',
          raise,
        ),
      ]
    return budget !== undefined && budget > limit
      ? [
          warning(
            `${found} alerts.smsBudget is ${dollars(budget)}.`,
            "SNS stops before the budget's alarm goes off.",
            `Lower alerts.smsBudget, or: ${raise}`,
          ),
        ]
      : [ok(found)]
  },
})
