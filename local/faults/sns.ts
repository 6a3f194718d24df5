import { queryAnswer, type Refusal } from './answer.ts'
import { type Ask, type Call, type Place, textOf } from './call.ts'
import { always, type Rule } from './rule.ts'

const publish = { service: 'sns', action: 'Publish' } as const
const isSms = (input: Call['input']): boolean => textOf(input, 'PhoneNumber') !== undefined
const isTo = (numbers: readonly string[]) => (input: Call['input']) => numbers.includes(String(input.PhoneNumber))
const refuse = (status: number, code: string, message: string): { readonly refuse: Refusal } => ({
  refuse: { status, code, message },
})

/** SNS takes the message, gives an id, and delivers nothing. Only the delivery log says why. */
const swallowed = {
  answer: queryAnswer('Publish', { MessageId: '00000000-0000-4000-8000-00000000005e' }),
}

/**
 * These people have answered STOP: SNS accepts what is published to them and does not deliver it ("Phone number is opted out" in
 * the delivery log). https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html#sms_manage_optout
 */
export const optedOut = (...numbers: string[]): Rule =>
  always('sns: opted out', { ...publish, where: isTo(numbers) }, swallowed)

/**
 * The month's spend limit is reached: SNS stops sending and says so only in the delivery log ("No quota left for account").
 * https://docs.aws.amazon.com/sns/latest/dg/sms_preferences.html
 */
export const spendLimitReached = (): Rule => always('sns: spend limit reached', { ...publish, where: isSms }, swallowed)

/**
 * The account is in the SMS sandbox: only verified numbers get messages, and the delivery log says so of the others.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
 */
export const smsSandbox = (...verified: string[]): Rule =>
  always('sns: SMS sandbox', { ...publish, where: (input) => isSms(input) && !isTo(verified)(input) }, swallowed)

/**
 * What SNS cannot send to is refused: a number that is not E.164, or a country without a way to it.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
export const numberRefused = (...numbers: string[]): Rule =>
  always(
    'sns: number refused',
    { ...publish, where: isTo(numbers) },
    refuse(400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: the number is not valid to publish to'),
  )

/**
 * More messages than the account's rate allows: 20 SMS a second where nothing else was agreed.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, https://docs.aws.amazon.com/general/latest/gr/sns.html
 */
export const rateExceeded = (): Rule =>
  always('sns: rate exceeded', { ...publish, where: isSms }, refuse(429, 'Throttled', 'Rate exceeded'))

/**
 * The role may not publish; to a phone number the resource is `*`.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
export const publishDenied = (): Rule =>
  always(
    'sns: denied',
    publish,
    refuse(
      403,
      'AuthorizationError',
      'User is not authorized to perform: SNS:Publish because no identity-based policy allows it',
    ),
  )

/**
 * A phone number is a resource that is no ARN; which one stays out of the record.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export const snsAsks = ({ action, input }: Call, _place: Place): Ask[] => [
  {
    action: `sns:${action}`,
    resource: textOf(input, 'TopicArn') ?? textOf(input, 'TargetArn') ?? (isSms(input) ? 'phone number' : '*'),
  },
]
