import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { awsEffects, sendWith, toolsOf } from '../../../functions/alerts/world/effects.ts'
import { clientPool } from '../../../shared/client-pool.ts'
import { clientOf } from './clients.ts'
import { makeConfig } from './scene.ts'

const region = 'ap-northeast-2'
const [snsClient, sesClient, ssmClient] = [
  new SNSClient({ region }),
  new SESv2Client({ region }),
  new SSMClient({ region }),
]
const [sns, ses, ssm] = [mockClient(snsClient), mockClient(sesClient), mockClient(ssmClient)]
const message = { short: 'ALARM x', subject: 'ALARM é x', text: 'x is bad' }

const fallbackTopic = 'arn:aws:sns:ap-northeast-2:123456789012:fallback'

const make = () =>
  sendWith(
    {
      emailFrom: 'nightshift@corner-shop.example',
      responders: {
        mina: { sms: '+12025550101', email: 'mina@corner-shop.example', language: 'en', zone: 'UTC' },
        joon: { sms: { ssm: '/shop/joon/phone' }, language: 'en', zone: 'UTC' },
      },
    },
    toolsOf(fallbackTopic, { ssm: ssmClient, client: clientOf([snsClient, sesClient]) }),
  )

beforeEach(() => {
  for (const mock of [sns, ses, ssm]) mock.reset()
  sns.on(PublishCommand).resolves({ MessageId: 'sns-1' })
  ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' })
})

test('a text message is transactional', async () => {
  expect(await make()({ to: 'mina', channel: 'sms' }, message)).toBe('sns-1')
  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
    PhoneNumber: '+12025550101',
    Message: 'ALARM x',
    MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
  })
})

test.each([
  ['sms', () => sns.commandCalls(PublishCommand)],
  ['email', () => ses.commandCalls(SendEmailCommand)],
  ['topic', () => sns.commandCalls(PublishCommand)],
] as const)(
  'a message by %s is given up when another call may send it, and not sent after that',
  async (channel, calls) => {
    const signalOf = async (until?: Date) => {
      for (const mock of [sns, ses]) mock.resetHistory()
      await make()({ to: 'mina', channel }, message, until)
      const args: readonly unknown[] = calls()[0]?.args ?? []
      return (args[1] as { readonly abortSignal?: AbortSignal } | undefined)?.abortSignal
    }
    expect(await signalOf()).toBeUndefined()
    expect((await signalOf(new Date(Date.now() + 60_000)))?.aborted).toBe(false)
    const late = await signalOf(new Date(Date.now() - 60_000))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(late?.aborted).toBe(true)
  },
)

test('a text message is sent from its region, everything else from the own one', async () => {
  const smsClient = new SNSClient({ region: 'ap-northeast-1' })
  const texts = mockClient(smsClient)
  texts.on(PublishCommand).resolves({ MessageId: 'tokyo-1' })
  const send = sendWith(
    { smsRegion: 'ap-northeast-1', responders: { mina: { sms: '+12025550101', language: 'en', zone: 'UTC' } } },
    toolsOf(fallbackTopic, {
      ssm: ssmClient,
      client: clientOf([snsClient, sesClient], { 'ap-northeast-1': [smsClient] }),
    }),
  )
  expect(await send({ to: 'mina', channel: 'sms' }, message)).toBe('tokyo-1')
  expect(await send({ to: 'fallback', channel: 'topic' }, message)).toBe('sns-1')
  expect(sns.commandCalls(PublishCommand)).toHaveLength(1)
})

test('a client is made once for a region, and is in it', async () => {
  process.env.AWS_REGION = region
  const pool = clientPool()
  expect(pool(SNSClient, 'ap-northeast-1')).toBe(pool(SNSClient, 'ap-northeast-1'))
  const regions = [pool(SNSClient, 'ap-northeast-1'), pool(SNSClient), pool(CloudWatchClient)].map(({ config }) =>
    config.region(),
  )
  expect(await Promise.all(regions)).toEqual(['ap-northeast-1', region, region])
})

test('an email has its sender, its subject and its text', async () => {
  expect(await make()({ to: 'mina', channel: 'email' }, message)).toBe('ses-1')
  expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
    FromEmailAddress: 'nightshift@corner-shop.example',
    Destination: { ToAddresses: ['mina@corner-shop.example'] },
    Content: { Simple: { Subject: { Data: 'ALARM é x' }, Body: { Text: { Data: 'x is bad' } } } },
  })
})

test('the subject of the fallback topic is ASCII, as SNS wants it', async () => {
  await make()({ to: 'fallback', channel: 'topic' }, { ...message, subject: `ALARM é ${'x'.repeat(200)}` })
  const { Subject, TopicArn } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {}
  expect(TopicArn).toBe('arn:aws:sns:ap-northeast-2:123456789012:fallback')
  expect(Subject).toMatch(/^ALARM \? x{91}$/)
})

test('a contact in a parameter is read once in five minutes', async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: ' +12025550102\n' } })
  const send = make()
  for (let i = 0; i < 3; i += 1) await send({ to: 'joon', channel: 'sms' }, message)
  expect(ssm.commandCalls(GetParameterCommand).map(({ args }) => args[0].input)).toEqual([
    { Name: '/shop/joon/phone', WithDecryption: true },
  ])
  expect(sns.commandCalls(PublishCommand)[2]?.args[0].input.PhoneNumber).toBe('+12025550102')
})

test('a parameter that could not be read is not remembered', async () => {
  ssm
    .on(GetParameterCommand)
    .rejectsOnce(new Error('later'))
    .resolves({ Parameter: { Value: '+12025550102' } })
  const send = make()
  await expect(send({ to: 'joon', channel: 'sms' }, message)).rejects.toThrow('later')
  expect(await send({ to: 'joon', channel: 'sms' }, message)).toBe('sns-1')
})

test.each([
  ['somebody who is gone', 'nobody', 'sms'],
  ['a name that every object has', 'constructor', 'sms'],
  ['a channel that is gone', 'joon', 'email'],
  ['an empty parameter', 'joon', 'sms'],
] as const)('%s has no contact, and no retry mends that', async (_name, to, channel) => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '  ' } })
  await expect(make()({ to, channel }, message)).rejects.toMatchObject({ name: 'PermanentError', reason: 'no-contact' })
  expect([...sns.calls(), ...ses.calls()]).toEqual([])
})

describe('the money for text messages', () => {
  const cloudWatchClient = new CloudWatchClient({ region })
  const cloudWatch = mockClient(cloudWatchClient)
  beforeEach(() => cloudWatch.reset())
  const spent = async (smsBudget?: number): Promise<boolean> => {
    const clients = {
      ssm: ssmClient,
      sqs: new SQSClient({ region }),
      cloudWatch: cloudWatchClient,
      client: clientOf([cloudWatchClient]),
    }
    const places = { fallbackTopic: '', timersQueue: '', linkBase: undefined }
    return (await awsEffects(makeConfig({ smsBudget }), places, clients).spent()).has('sms')
  }

  test.each([
    [[3, 10], true],
    // A new month has begun.
    [[10, 0], false],
    [[], false],
  ])('of %j, the newest counts', async (Values, expected) => {
    const Timestamps = Values.map((_, index) => new Date(index * 300_000))
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Timestamps, Values }] })
    expect(await spent(10)).toBe(expected)
    expect(cloudWatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input).toMatchObject({
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: { Namespace: 'AWS/SNS', MetricName: 'SMSMonthToDateSpentUSD', Dimensions: [] },
            Period: 300,
            Stat: 'Maximum',
          },
        },
      ],
    })
  })

  test('is asked of the region that sends, from the beginning of the month in UTC', async () => {
    const tokyo = new CloudWatchClient({ region: 'ap-northeast-1' })
    const there = mockClient(tokyo)
    there.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Values: [12] }] })
    const effects = awsEffects(
      makeConfig({ smsBudget: 10, smsRegion: 'ap-northeast-1' }),
      { fallbackTopic: '', timersQueue: '', linkBase: undefined },
      {
        ssm: ssmClient,
        sqs: new SQSClient({ region }),
        cloudWatch: cloudWatchClient,
        client: clientOf([], { 'ap-northeast-1': [tokyo] }),
      },
    )
    expect(await effects.spent()).toEqual(new Set(['sms']))
    const now = new Date()
    const begin = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
    expect(there.commandCalls(GetMetricDataCommand)[0]?.args[0].input.StartTime).toEqual(begin)
    expect(cloudWatch.calls()).toEqual([])
  })

  test('is not spent where CloudWatch does not say, and not asked for without a budget', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(new Error('throttled'))
    expect(await spent(10)).toBe(false)
    expect(await spent()).toBe(false)
    expect(cloudWatch.commandCalls(GetMetricDataCommand)).toHaveLength(1)
  })
})
