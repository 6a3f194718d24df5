import { CheckIfPhoneNumberIsOptedOutCommand, SNSClient } from '@aws-sdk/client-sns'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'
import { peopleBy } from './people.ts'
import { sendsTexts, textsFrom } from './sms-region.ts'

/** Whether anybody has answered STOP: SNS then sends them nothing. https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html */
export const smsOptOuts = defineCheck({
  name: 'sms-opt-outs',
  about: 'whether anybody has answered STOP',
  when: sendsTexts,
  ask: async (account) => {
    const from = textsFrom(account.config)
    const client = account.connect(SNSClient, from)
    const seen = await Promise.all(
      (await peopleBy(account, 'sns')).map(async ({ name, contact }) => ({
        name,
        ...(await ask('sns:CheckIfPhoneNumberIsOptedOut', () =>
          client.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: contact }), account.call),
        )),
      })),
    )
    return { from, optedOut: seen.filter(({ isOptedOut }) => isOptedOut === true).map(({ name }) => name) }
  },
  decide: ({ from, optedOut }) =>
    optedOut.length === 0
      ? [ok(`Nobody has answered STOP to text messages from ${from}.`)]
      : optedOut.map((name) =>
          problem(
            `${name} has answered STOP to text messages from ${from}.`,
            'SNS sends them nothing.',
            `aws sns opt-in-phone-number --region ${from} --phone-number NUMBER   (once in 30 days)`,
          ),
        ),
})
