import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { always, type Rule } from './rule.ts'

// Errors: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
const send = { service: 'ses', action: 'SendEmail' } as const
const refusing = (name: string, status: number, code: string, message: string): Rule =>
  always(`ses: ${name}`, send, { refuse: { status, code, message } })

/**
 * The sender, or in the sandbox a recipient, is not verified.
 * https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
export const notVerified = (): Rule =>
  refusing(
    'not verified',
    400,
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: nightshift@example.com',
  )

/** SES has paused the account after too many bounces or complaints. https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html */
export const accountPaused = (): Rule =>
  refusing('account paused', 400, 'SendingPausedException', 'Sending paused for this account.')

/** SES has closed the account for good. */
export const accountSuspended = (): Rule =>
  refusing('account suspended', 400, 'AccountSuspendedException', 'The account is suspended.')

/**
 * The identity has a default configuration set, and the role may send by the identity alone.
 * https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html, https://github.com/aws/aws-cdk/issues/34402
 */
export const configurationSetDenied = (set = 'default'): Rule =>
  refusing(
    'configuration set denied',
    403,
    'AccessDeniedException',
    `User is not authorized to perform \`ses:SendEmail' on resource \`arn:aws:ses:ap-northeast-2:123456789012:configuration-set/${set}'`,
  )

/** The day's quota is used up. https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html */
export const dailyQuotaExceeded = (): Rule =>
  refusing('daily quota exceeded', 429, 'TooManyRequestsException', 'Daily message quota exceeded.')

/** Faster than the account's rate, 1 a second in the sandbox. https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html */
export const sendingTooFast = (): Rule =>
  refusing('too fast', 429, 'TooManyRequestsException', 'Maximum sending rate exceeded.')

/**
 * By the domain of the sender, which is what people verify. SES also asks for the configuration set, where a message has one.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export const sesAsks = ({ action, input }: Call, place: Place): Ask[] => {
  if (action !== 'SendEmail') return [{ action: `ses:${action}`, resource: '*' }]
  const [set, from = ''] = [textOf(input, 'ConfigurationSetName'), textOf(input, 'FromEmailAddress')]
  const address = /<([^<>]*)>$/.exec(from)?.[1] ?? from
  const names = [`identity/${address.replace(/^.*@/, '')}`, ...(set ? [`configuration-set/${set}`] : [])]
  return names.map((name) => ({
    action: 'ses:SendEmail',
    resource: arnOf('ses', place, name),
    conditions: { 'ses:FromAddress': [address] },
  }))
}
