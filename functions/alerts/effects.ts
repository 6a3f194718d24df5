import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../shared/aws.ts'
import type { AlertsConfig } from '../../shared/config/alerts.ts'
import type { SsmValue } from '../../shared/config/values.ts'
import { PermanentError } from '../../shared/errors.ts'
import type { NotificationRecord } from '../../shared/ledger/records.ts'
import type { Message } from './message.ts'

/** Sends one message to one responder by one channel, and gives the service's message id. */
export type Send = (to: Pick<NotificationRecord, 'to' | 'channel'>, message: Message) => Promise<string>

/** Minutes for which a contact read from SSM is kept. */
const contactMinutes = 5

const contactReader = (client: SSMClient) => {
  const known = new Map<string, { readonly value: string; readonly until: number }>()
  return async (contact: string | SsmValue | undefined, whose: string): Promise<string> => {
    if (contact === undefined) throw new PermanentError('no-contact', `No contact is configured: ${whose}`)
    if (typeof contact === 'string') return contact
    const kept = known.get(contact.ssm)
    if (kept && kept.until > Date.now()) return kept.value
    const { Parameter } = await client.send(new GetParameterCommand({ Name: contact.ssm, WithDecryption: true }))
    const value = Parameter?.Value?.trim()
    if (!value) throw new PermanentError('no-contact', `The parameter is empty: ${contact.ssm}`)
    known.set(contact.ssm, { value, until: Date.now() + contactMinutes * 60_000 })
    return value
  }
}

/**
 * Sends through SNS and SES.
 * @param fallbackTopic ARN of the topic that tells people directly
 * @throws the SDK's errors, of which a 4xx that is no throttling will not get better by itself; PermanentError `no-contact`
 *   when the responder has no such contact any more
 */
export const awsSend = (
  config: Pick<AlertsConfig, 'responders' | 'emailFrom'>,
  fallbackTopic: string,
  sns = new SNSClient(clientOptions),
  ses = new SESv2Client(clientOptions),
  ssm = new SSMClient(clientOptions),
): Send => {
  const contact = contactReader(ssm)
  const responder = (name: string) => (Object.hasOwn(config.responders, name) ? config.responders[name] : undefined)
  const channels: Record<NotificationRecord['channel'], (to: string, message: Message) => Promise<string | undefined>> =
    {
      sms: async (to, { sms }) => {
        const PhoneNumber = await contact(responder(to)?.sms, `sms of ${to}`)
        // Without the type AWS sends it as promotional: later, and not at all to those who block advertising.
        const MessageAttributes = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } }
        return (await sns.send(new PublishCommand({ PhoneNumber, Message: sms, MessageAttributes }))).MessageId
      },
      email: async (to, { subject, body }) => {
        const command = new SendEmailCommand({
          FromEmailAddress: await contact(config.emailFrom, 'emailFrom'),
          Destination: { ToAddresses: [await contact(responder(to)?.email, `email of ${to}`)] },
          Content: {
            Simple: { Subject: { Data: subject, Charset: 'UTF-8' }, Body: { Text: { Data: body, Charset: 'UTF-8' } } },
          },
        })
        return (await ses.send(command)).MessageId
      },
      topic: async (_to, { subject, body }) => {
        const Subject = subject.replace(/[^\x20-\x7e]/g, '?').slice(0, 99)
        return (await sns.send(new PublishCommand({ TopicArn: fallbackTopic, Subject, Message: body }))).MessageId
      },
    }
  return async ({ to, channel }, message) => (await channels[channel](to, message)) ?? 'accepted'
}
