import {
  GetSMSSandboxAccountStatusCommand,
  paginateListSMSSandboxPhoneNumbers,
  type SMSSandboxPhoneNumber,
  SNSClient,
} from '@aws-sdk/client-sns'
import { ask, askAll } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { listText, ok, problem, warning } from '../finding.ts'
import { type Person, peopleBy } from './people.ts'
import { sendsTexts, textsFrom } from './sms-region.ts'

interface Answers {
  readonly from: string
  readonly isInSandbox: boolean
  /** In the sandbox: the numbers that SNS sends to there, and who is to be reached. */
  readonly numbers: readonly SMSSandboxPhoneNumber[]
  readonly people: readonly Person[]
}

/** Whether SNS sends text messages to everybody. https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html */
export const smsSandbox = defineCheck<Answers>({
  name: 'sms-sandbox',
  about: 'whether SNS sends text messages to verified numbers only',
  when: sendsTexts,
  ask: async (account) => {
    const { connect, config, call } = account
    const from = textsFrom(config)
    const client = connect(SNSClient, from)
    const { IsInSandbox: isInSandbox = true } = await ask('sns:GetSMSSandboxAccountStatus', () =>
      client.send(new GetSMSSandboxAccountStatusCommand({}), call),
    )
    if (!isInSandbox) return { from, isInSandbox, numbers: [], people: [] }
    const pages = paginateListSMSSandboxPhoneNumbers({ client }, {}, call)
    const numbers = await askAll('sns:ListSMSSandboxPhoneNumbers', pages, ({ PhoneNumbers }) => PhoneNumbers)
    return { from, isInSandbox, numbers, people: await peopleBy(account, 'sns') }
  },
  decide: ({ from, isInSandbox, numbers, people }) => {
    if (!isInSandbox) return [ok(`SNS is out of its sandbox in ${from}.`)]
    const verified = new Set(
      numbers.filter(({ Status }) => Status === 'Verified').map(({ PhoneNumber }) => PhoneNumber),
    )
    const unreached = people.filter(({ contact }) => !verified.has(contact)).map(({ name }) => name)
    const leave = `SNS console in ${from}, Text messaging (SMS), Exit SMS sandbox (about a day)`
    return [
      unreached.length > 0
        ? problem(
            `SNS is in its SMS sandbox in ${from}, and has not verified the number of ${listText(unreached)}.`,
            'They get no text message, and SNS does not always say so.',
            `${leave}; until then, at most ten numbers: aws sns create-sms-sandbox-phone-number --region ${from} --phone-number NUMBER, then verify-sms-sandbox-phone-number with the code`,
          )
        : warning(
            `SNS is in its SMS sandbox in ${from}; everybody's number is verified there.`,
            'It sends to ten numbers at most, and to nobody new.',
            leave,
          ),
    ]
  },
})
