import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand } from '@aws-sdk/client-sns'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { NotificationRecord } from '../../../shared/ledger/records.ts'
import { delayUntil } from '../../../shared/queue-sender.ts'
import { readSmsSpending } from '../../../shared/sms-spending.ts'
import { cut } from '../../../shared/text.ts'
import type { Metric, Transition } from '../intake/index.ts'
import type { Message } from '../message/index.ts'
import type { Point } from '../plot/point.ts'
import type { Wake } from '../rules/timers.ts'
import type { AlarmReader } from './alarm-reader.ts'
import { type AlertClients, makeClients } from './clients.ts'
import { tagReader } from './tags.ts'

/** Sends one message to one responder by one channel, and gives the service's message id. */
export type Send = (to: Pick<NotificationRecord, 'to' | 'channel'>, message: Message) => Promise<string>

/** What this capability needs of the world, beside its ledger. */
export interface Effects {
  readonly send: Send
  /** Has a timer brought up at its time, where the queue holds back for so long; else the sweep finds it. */
  readonly wake: (wake: Wake, now: Date) => Promise<void>
  /** Tags of an alarm; none where no rule asks for them, or AWS does not say. */
  readonly tagsOf: (transition: Transition) => Promise<Readonly<Record<string, string>>>
  /** Whether the month's budget for text messages is spent. */
  readonly smsSpent: () => Promise<boolean>
  /** The values of a metric in a time, oldest first. @throws the SDK's error where CloudWatch does not say */
  readonly pointsOf: (metric: Metric, from: Date, until: Date) => Promise<readonly Point[]>
  /** What CloudWatch says of its alarms; nothing where nobody holds it against the ledger, as in a rehearsal. */
  readonly alarms?: AlarmReader | undefined
  /** Where acknowledgement pages are, without a slash at the end; nothing where there are none. */
  readonly linkBase: string | undefined
}

/** Minutes for which a contact read from SSM, and the money spent, are kept. */
const keptMinutes = 5

const kept = <Value>(read: (key: string) => Promise<Value>) => {
  const known = new Map<string, { readonly value: Value; readonly until: number }>()
  return async (key: string): Promise<Value> => {
    const old = known.get(key)
    if (old && old.until > Date.now()) return old.value
    const value = await read(key)
    known.set(key, { value, until: Date.now() + keptMinutes * 60_000 })
    return value
  }
}

const contactReader = (clients: Pick<AlertClients, 'ssm'>) => {
  const parameter = kept(async (Name) =>
    (await clients.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value?.trim(),
  )
  return async (contact: string | SsmValue | undefined, whose: string): Promise<string> => {
    const value = typeof contact === 'object' ? await parameter(contact.ssm) : contact
    if (!value) throw new PermanentError('no-contact', `No contact is configured: ${whose}`)
    return value
  }
}

/**
 * Sends through SNS and SES.
 * @param fallbackTopic ARN of the topic that tells people directly
 * @throws PermanentError `no-contact`; the SDK's errors, of which a 4xx that is no throttling will not get better
 */
export const awsSend = (
  config: Pick<AlertsConfig, 'responders' | 'emailFrom'> & Partial<Pick<AlertsConfig, 'smsRegion'>>,
  fallbackTopic: string,
  clients: Pick<AlertClients, 'sns' | 'ses' | 'ssm' | 'sms'> = makeClients(config.smsRegion),
): Send => {
  const contact = contactReader(clients)
  const channels: Record<NotificationRecord['channel'], (to: string, message: Message) => Promise<string | undefined>> =
    {
      sms: async (to, { sms }) => {
        const PhoneNumber = await contact(config.responders[to]?.sms, `sms of ${to}`)
        // Without the type AWS sends it as promotional: later, and not at all to those who block advertising.
        const MessageAttributes = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } }
        const { sms: texts = clients.sns } = clients
        return (await texts.send(new PublishCommand({ PhoneNumber, Message: sms, MessageAttributes }))).MessageId
      },
      email: async (to, { subject, text, html, attachments = [] }) => {
        const data = (Data: string) => ({ Data, Charset: 'UTF-8' })
        const command = new SendEmailCommand({
          FromEmailAddress: await contact(config.emailFrom, 'emailFrom'),
          Destination: { ToAddresses: [await contact(config.responders[to]?.email, `email of ${to}`)] },
          Content: {
            Simple: {
              Subject: data(subject),
              Body: { Text: data(text), ...(html ? { Html: data(html) } : {}) },
              ...(attachments.length > 0
                ? {
                    Attachments: attachments.map(({ name, contentType, content, cid }) => ({
                      FileName: name,
                      ContentType: contentType,
                      RawContent: content,
                      ContentId: cid,
                      ContentDisposition: 'INLINE' as const,
                      ContentTransferEncoding: 'BASE64' as const,
                    })),
                  }
                : {}),
            },
          },
        })
        return (await clients.ses.send(command)).MessageId
      },
      topic: async (_to, { subject, text }) => {
        const Subject = cut(subject.replace(/[^\x20-\x7e]/gu, '?'), 99)
        return (await clients.sns.send(new PublishCommand({ TopicArn: fallbackTopic, Subject, Message: text })))
          .MessageId
      },
    }
  return async ({ to, channel }, message) => (await channels[channel](to, message)) ?? 'accepted'
}

const spentReader = (budget: number | undefined, clients: Pick<AlertClients, 'cloudWatch' | 'smsCloudWatch'>) => {
  const read = kept(async () => (await readSmsSpending(clients.smsCloudWatch ?? clients.cloudWatch, new Date())) ?? 0)
  return async (): Promise<boolean> => {
    if (budget === undefined) return false
    // Where CloudWatch does not say what is spent, the message is sent all the same.
    return (await read('spent').catch(() => 0)) >= budget
  }
}

const pointReader =
  (clients: Pick<AlertClients, 'cloudWatch'>): Effects['pointsOf'] =>
  async (metric, from, until) => {
    const { MetricDataResults = [] } = await clients.cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: from,
        EndTime: until,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [
          {
            Id: 'around',
            MetricStat: {
              Metric: {
                Namespace: metric.namespace,
                MetricName: metric.name,
                Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: metric.period ?? 300,
              Stat: metric.statistic ?? 'Average',
            },
          },
        ],
      }),
    )
    const { Timestamps = [], Values = [] } = MetricDataResults[0] ?? {}
    return Timestamps.map((at, index) => ({ at, value: Values[index] ?? Number.NaN }))
  }

/**
 * The world as AWS has it.
 * @param places what the deployment knows: the fallback topic, the queue of timers, where pages are
 */
export const awsEffects = (
  config: AlertsConfig,
  places: { readonly fallbackTopic: string; readonly timersQueue: string; readonly linkBase: string | undefined },
  clients: AlertClients = makeClients(config.smsRegion),
): Effects => {
  return {
    send: awsSend(config, places.fallbackTopic, clients),
    wake: async (wake, now) => {
      const DelaySeconds = delayUntil(wake.at, now)
      if (DelaySeconds === undefined) return
      const MessageBody = JSON.stringify(wake)
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: places.timersQueue, MessageBody, DelaySeconds }))
    },
    tagsOf: tagReader(config, () => clients.cloudWatch),
    smsSpent: spentReader(config.smsBudget, clients),
    pointsOf: pointReader(clients),
    linkBase: places.linkBase,
  }
}
