import { GetAccountCommand, type GetAccountCommandOutput, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Account } from '../account.ts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, listText, ok, problem, warning } from '../finding.ts'
import { readIdentities, verifiedOf } from './identities.ts'
import { contactsBy, peopleBy } from './people.ts'

type Sending = Pick<
  GetAccountCommandOutput,
  'EnforcementStatus' | 'ProductionAccessEnabled' | 'SendingEnabled' | 'SendQuota'
>

interface Answers {
  readonly sending: Sending
  /** In the sandbox: names of those whom SES sends nothing, because neither address nor domain is verified. */
  readonly unverified: readonly string[]
}

/** The part of a day's emails from which on it is reported. */
const nearlyAll = 0.8

/** What SES lets the account send in its region. @throws NotSeenError */
export const readSending = ({ connect, config, call }: Account): Promise<Sending> =>
  ask('ses:GetAccount', () => connect(SESv2Client, config.region).send(new GetAccountCommand({}), call))

const enforcement = (status: string | undefined, enabled: boolean | undefined, region: string): Finding[] => {
  const fix = `SES console in ${region}, Account dashboard: it says why, and how to ask for a review.`
  if (status === 'SHUTDOWN' || enabled === false)
    return [
      problem(
        `SES has paused sending in ${region}${status === undefined ? '' : ` (${status})`}.`,
        'No email can be sent.',
        fix,
      ),
    ]
  return status === 'PROBATION'
    ? [warning(`SES has put the account under review in ${region}.`, 'It may be paused soon.', fix)]
    : []
}

const sandbox = (unverified: readonly string[], region: string): Finding => {
  const fix = `SES console in ${region}, Account dashboard, Request production access (about a day)`
  return unverified.length > 0
    ? problem(
        `SES is in its sandbox in ${region}, and has not verified the email of ${listText(unverified)}.`,
        'They get no email: every one is refused.',
        `${fix}; until then, verify each address: aws sesv2 create-email-identity --region ${region} --email-identity ADDRESS`,
      )
    : warning(
        `SES is in its sandbox in ${region}; everybody's email is verified there.`,
        'It sends 200 emails a day, one a second, and nothing to anybody new.',
        fix,
      )
}

/** Whether SES sends to everybody, and how much of the day's quota is left. */
export const emailSending = defineCheck<Answers>({
  name: 'email-sending',
  about: "SES's sandbox and quota",
  when: ({ alerts }) => contactsBy(alerts, 'ses').length > 0,
  ask: async (account) => {
    const sending = await readSending(account)
    if (sending.ProductionAccessEnabled) return { sending, unverified: [] }
    const seen = await Promise.all(
      (await peopleBy(account, 'ses')).map(async ({ name, contact }) => ({
        name,
        identity: verifiedOf(await readIdentities(account, contact)),
      })),
    )
    return { sending, unverified: seen.filter(({ identity }) => identity === undefined).map(({ name }) => name) }
  },
  decide: ({ sending, unverified }, { config: { region } }) => {
    const { EnforcementStatus, ProductionAccessEnabled, SendingEnabled, SendQuota = {} } = sending
    const { Max24HourSend: most = 0, SentLast24Hours: sent = 0, MaxSendRate: rate = 0 } = SendQuota
    // -1 is no limit. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html
    const quota = `SES sends ${most < 0 ? 'any number of' : most} emails a day from ${region}, ${rate < 0 ? 'at any rate' : `${rate} a second`}; ${sent} in the last 24 hours.`
    return [
      ...enforcement(EnforcementStatus, SendingEnabled, region),
      ...(ProductionAccessEnabled ? [] : [sandbox(unverified, region)]),
      most >= 0 && sent >= most * nearlyAll
        ? (sent >= most ? problem : warning)(
            quota,
            sent >= most ? 'No email can be sent until some of these are a day old.' : 'A storm could use up the rest.',
            `aws service-quotas list-service-quotas --region ${region} --service-code ses shows what can be raised; others who send by SES in this account share it.`,
          )
        : ok(quota),
    ]
  },
})
