import { regionPattern } from '../../../shared/config/region-pattern.ts'
import { emailRegionBeside, sendsEmail } from '../../../shared/email-regions.ts'
import { regionsAsOf } from '../../../shared/sms-regions.ts'
import { awsRefusal } from './aws-refusal.ts'
import { contactChannel } from './channel.ts'
import { personRate } from './rate.ts'

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })

/** Email by SES: the whole letter, with a picture of the metric. */
export const email = contactChannel({
  words: { en: 'email', ko: '이메일' },
  article: 'an email',
  contact: ({ emailSchema }) => emailSchema,
  settings: ({ emailSchema, z }) => ({
    /** Sender of alert emails, an identity that SES has verified, or `ssm('/name')`. Needed when a responder has an email. */
    emailFrom: emailSchema.optional(),
    /**
     * AWS region whose SES sends; the sender is verified there. Default: the deployment's, or where SES has no endpoint, as in
     * Hong Kong, the nearest that has (Singapore).
     */
    emailRegion: z
      .string()
      .regex(regionPattern, 'an AWS region such as ap-northeast-2')
      .refine(
        sendsEmail,
        `a region in which SES sends email (as of ${regionsAsOf}; https://docs.aws.amazon.com/general/latest/gr/ses.html)`,
      )
      .optional(),
  }),
  problems: ({ alerts, people: [name] }) =>
    name === undefined || (alerts as { readonly emailFrom?: unknown }).emailFrom !== undefined
      ? []
      : [
          {
            path: ['alerts', 'emailFrom'],
            value: undefined,
            expected: `a sender, because responder ${name} has an email`,
          },
        ],
  defaults: ({ emailRegion }, region) => {
    const elsewhere = emailRegion ?? emailRegionBeside(region)
    return elsewhere === undefined ? {} : { emailRegion: elsewhere }
  },
  carries: { letter: true, picture: true, recovery: true },
  interrupts: false,
  rate: personRate,
  direct: { protocol: 'email' },
  carrier: 'ses',
  send: async ({
    to,
    contact,
    settings: { emailFrom, emailRegion },
    message: { subject, text, html, attachments = [] },
    tools,
    options,
  }) => {
    const [from, address] = [
      await tools.contact(emailFrom, 'emailFrom'),
      await tools.contact(contact, `email of ${to}`),
    ]
    const { SendEmailCommand, SESv2Client } = await import('../../../shared/sdk/sesv2.ts')
    const pictures = attachments.map(({ name, contentType, content, cid }) => ({
      FileName: name,
      ContentType: contentType,
      RawContent: content,
      ContentId: cid,
      ContentDisposition: 'INLINE' as const,
      ContentTransferEncoding: 'BASE64' as const,
    }))
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [address] },
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), ...(html ? { Html: utf8(html) } : {}) },
          ...(pictures.length > 0 ? { Attachments: pictures } : {}),
        },
      },
    })
    return (await tools.client(SESv2Client, emailRegion).send(command, options)).MessageId
  },
  refusal: awsRefusal,
  // SES checks the identity of the sender's domain or address, and in its sandbox the recipient's too; and where the identity
  // has a default configuration set, that set. https://github.com/aws/aws-cdk/issues/34402
  statements: ({ emailFrom, emailRegion }, arns) =>
    emailFrom === undefined
      ? []
      : [
          {
            sid: 'Email',
            actions: ['ses:SendEmail'],
            resources: ['identity/*', 'configuration-set/*'].map((resource) => arns.of('ses', resource, emailRegion)),
            ...(typeof emailFrom === 'string'
              ? { conditions: { StringEquals: { 'ses:FromAddress': emailFrom } } }
              : {}),
            wildcard:
              'The verified identity may be the address, its domain or a parent of it, and the configuration set is the one that it has in SES; the sender is fixed by a condition.',
          },
        ],
  preview: ({ subject }) => subject,
})
