import {
  GetResourcePolicyCommand,
  type PhoneNumberInformation,
  PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeSenderIds,
  type SenderIdInformation,
} from '@aws-sdk/client-pinpoint-sms-voice-v2'
import { askAll, askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, listText, ok, problem, warning } from '../finding.ts'
import { isOfUnitedStates, registersSenders } from './countries.ts'
import { type Person, peopleBy } from './people.ts'
import { letsSnsSend } from './sms-policy.ts'
import { sendsTexts, textsFrom } from './sms-region.ts'

/** A number or a sender id of the account, in one country. */
interface Origin {
  readonly arn: string
  readonly country: string
  /** Carriers take messages from it; one that waits for its registration is not. */
  readonly isActive: boolean
  readonly createdAt: Date | undefined
  /** What may be done with it, as JSON; nothing where it has no policy. */
  readonly policy?: string | undefined
}

interface Answers {
  readonly from: string
  readonly origins: readonly Origin[]
  readonly people: readonly Person[]
}

/** Kinds of numbers that carriers in the United States take alerts from: a long code is for people, a simulator for tests. */
const forAlerts = new Set(['TEN_DLC', 'TOLL_FREE', 'SHORT_CODE'])

/** Since then SNS uses a number only where its policy says so. https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html */
const policiesSince = new Date('2024-09-24T00:00:00Z')

const ofNumber = (each: PhoneNumberInformation): Origin[] =>
  each.NumberCapabilities?.includes('SMS') &&
  each.NumberType !== 'SIMULATOR' &&
  (each.IsoCountryCode !== 'US' || forAlerts.has(each.NumberType ?? ''))
    ? [
        {
          arn: each.PhoneNumberArn ?? '',
          country: each.IsoCountryCode ?? '',
          isActive: each.Status === 'ACTIVE',
          createdAt: each.CreatedTimestamp,
        },
      ]
    : []

const ofSender = ({ SenderIdArn = '', IsoCountryCode = '', Registered = false }: SenderIdInformation): Origin => ({
  arn: SenderIdArn,
  country: IsoCountryCode,
  isActive: Registered,
  createdAt: undefined,
})

const policyCommand = (from: string, arn: string): string =>
  `aws pinpoint-sms-voice-v2 put-resource-policy --region ${from} --resource-arn ${arn} --policy …   (docs/security.md, "Numbers in the United States")`

const mayUse = ({ createdAt, policy }: Origin): boolean =>
  letsSnsSend(policy) || (createdAt !== undefined && createdAt < policiesSince)

/** What the origins of a country mean for those who live there; nothing where there are none. */
const originFinding = (origins: readonly Origin[], where: string, from: string): Finding | undefined => {
  const active = origins.filter(({ isActive }) => isActive)
  const [first] = origins
  if (first === undefined) return undefined
  const [firstActive] = active
  if (firstActive === undefined)
    return warning(
      `The account's number or sender id for ${where} is not active yet.`,
      'Until its registration is through, messages to it are dropped, and look accepted to SNS.',
      `AWS End User Messaging console in ${from}, SMS, Registrations`,
    )
  return active.some(mayUse)
    ? ok(`The account has a number or sender id for ${where}, and lets SNS use it.`)
    : problem(
        `The account has a number or sender id for ${where}, and its resource policy does not let SNS use it.`,
        'Messages are dropped, and look accepted to SNS.',
        policyCommand(from, firstActive.arn),
      )
}

const unitedStates = ({ origins, people, from }: Answers): Finding[] => {
  const names = people.filter(({ contact }) => isOfUnitedStates(contact)).map(({ name }) => name)
  if (names.length === 0) return []
  const own = originFinding(
    origins.filter(({ country }) => country === 'US'),
    'the United States',
    from,
  )
  return [
    own ??
      problem(
        `${listText(names)} ${names.length > 1 ? 'have numbers' : 'has a number'} in the United States, and the account has no 10DLC, toll-free or short number there.`,
        'Carriers drop the messages, and they look accepted to SNS.',
        `AWS End User Messaging console in ${from}, SMS, Phone numbers, Request originator: toll-free takes some days, 10DLC days to weeks. docs/security.md, "Numbers in the United States"`,
      ),
  ]
}

const registeringCountries = ({ origins, people, from }: Answers): Finding[] => {
  const living = people.flatMap(({ name, contact }) => {
    const country = registersSenders(contact)
    return country ? [{ name, country }] : []
  })
  const byCountry = Map.groupBy(living, ({ country }) => country)
  return [...byCountry].map(
    ([{ code, name }, each]) =>
      originFinding(
        origins.filter(({ country }) => country === code),
        name,
        from,
      ) ??
      warning(
        `${listText(each.map((person) => person.name))} ${each.length > 1 ? 'have numbers' : 'has a number'} in ${name}, and the account has no registered sender id for it.`,
        'Carriers there may rename or drop messages, and they look accepted to SNS.',
        `AWS End User Messaging console in ${from}, SMS, Registrations; then send one with "nightshift alerts drill" and see whether it comes`,
      ),
  )
}

/**
 * Whether the account has the numbers and sender ids that the responders' countries ask for.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-numbers-sms-by-country.html
 */
export const smsOrigination = defineCheck<Answers>({
  name: 'sms-origination',
  about: 'which numbers and sender ids the account has',
  when: sendsTexts,
  ask: async (account) => {
    const { connect, config, call } = account
    const from = textsFrom(config)
    const people = await peopleBy(account, 'sns')
    if (!people.some(({ contact }) => isOfUnitedStates(contact) || registersSenders(contact)))
      return { from, origins: [], people }
    const client = connect(PinpointSMSVoiceV2Client, from)
    const [numbers, senders] = await Promise.all([
      askAll('sms-voice:DescribePhoneNumbers', paginateDescribePhoneNumbers({ client }, {}, call), (page) =>
        page.PhoneNumbers?.flatMap(ofNumber),
      ),
      askAll('sms-voice:DescribeSenderIds', paginateDescribeSenderIds({ client }, {}, call), (page) =>
        page.SenderIds?.map(ofSender),
      ),
    ])
    const origins = await Promise.all(
      [...numbers, ...senders].map(async (origin) => {
        const command = new GetResourcePolicyCommand({ ResourceArn: origin.arn })
        const answer = await askFor('sms-voice:GetResourcePolicy', /^ResourceNotFoundException$/, () =>
          client.send(command, call),
        )
        return { ...origin, policy: answer?.Policy }
      }),
    )
    return { from, origins, people }
  },
  decide: (answers) => {
    const found = [...unitedStates(answers), ...registeringCountries(answers)]
    return found.length > 0 ? found : [ok("No responder's country asks for a number or a sender id of your own.")]
  },
})
