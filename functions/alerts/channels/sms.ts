import { regionsAsOf, sendsSms, smsRegionFor, smsRegions } from '../../../shared/sms-regions.ts'
import { tagUnitsOf } from '../message/sms.ts'
import { awsRefusal } from './aws-refusal.ts'
import { contactChannel } from './channel.ts'
import { personRate } from './rate.ts'

const tagUnits = (number: unknown, zone: string): number =>
  tagUnitsOf(typeof number === 'string' ? number : undefined, zone)

const noneFrom = (region: string): string | undefined =>
  sendsSms(region) ? undefined : `SNS sends no text messages from there (as of ${regionsAsOf})`

/** Text messages by SNS: one segment of a phone network. */
export const sms = contactChannel({
  words: { en: 'text message', ko: '문자' },
  article: 'an sms',
  contact: ({ phoneSchema }) => phoneSchema,
  settings: ({ z }) => ({
    /**
     * AWS region from which text messages are sent; sandbox, spending limit and numbers are that region's. Default: the
     * deployment's, or where SNS sends none from there, as from Seoul, the nearest that does (Tokyo).
     */
    smsRegion: z
      .string()
      .refine(sendsSms, `a region from which SNS sends text messages (as of ${regionsAsOf}): ${smsRegions.join(', ')}`)
      .optional(),
    /** US dollars that text messages may cost in a month; an alarm at 80 % of it, and the other channels instead above it. Default: SNS's own limit alone. */
    smsBudget: z.number().positive().optional(),
  }),
  defaults: ({ smsRegion }, region) => ({ smsRegion: smsRegion ?? smsRegionFor(region) }),
  regionProblems: ({ alerts, people: [name] }, region) =>
    name === undefined || smsRegionFor(region) !== undefined || Object.hasOwn(Object(alerts), 'smsRegion')
      ? []
      : [
          {
            path: ['alerts', 'smsRegion'],
            value: undefined,
            expected: `a region from which SNS sends text messages, because ${name} has an sms, and ${region} is not known to send any (as of ${regionsAsOf}; https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html): ${smsRegions.join(', ')}`,
          },
        ],
  warnings: (people, { linkBase }) => {
    const names = people.filter(({ contact, zone }) => tagUnits(contact, zone) > 0).map(({ name }) => name)
    return linkBase !== undefined || names.length === 0
      ? []
      : [
          {
            id: 'nightshift:no-link-base',
            text: `alerts.linkBase: missing; text messages to ${names.join(', ')} carry no link to acknowledge by, because a number in Korea leaves no room for the function's own address. A short domain makes some: see docs/messages.md`,
          },
        ]
  },
  carries: { letter: false, picture: false, recovery: true, tagUnits },
  interrupts: true,
  rate: personRate,
  direct: { protocol: 'sms', whyNot: noneFrom },
  carrier: 'sns',
  spending: {
    budget: ({ smsBudget }) => smsBudget,
    read: async ({ smsRegion }, { client, now }) => {
      const { readSmsSpending } = await import('../../../shared/sms-spending.ts')
      return readSmsSpending(client, smsRegion, now())
    },
  },
  send: async ({ to, contact, settings: { smsRegion }, message: { short }, tools, options }) => {
    const PhoneNumber = await tools.contact(contact, `sms of ${to}`)
    const { PublishCommand, SNSClient } = await import('../../../shared/sdk/sns.ts')
    // Without the type AWS sends it as promotional: later, and not at all to those who block advertising.
    const MessageAttributes = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } }
    const command = new PublishCommand({ PhoneNumber, Message: short, MessageAttributes })
    return (await tools.client(SNSClient, smsRegion).send(command, options)).MessageId
  },
  refusal: awsRefusal,
  // Publishing to a phone number has no ARN of its own; what can be ruled out is every topic, and every region but one.
  statements: ({ smsRegion }) => [
    {
      sid: 'TextMessages',
      actions: ['sns:Publish'],
      notResources: ['arn:*:sns:*:*:*'],
      ...(smsRegion ? { conditions: { StringEquals: { 'aws:RequestedRegion': smsRegion } } } : {}),
    },
  ],
  preview: ({ short }) => short,
})
