import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { checkHeartbeats } from '../../functions/alerts/engine/heartbeat.ts'
import { linkActions } from '../../functions/alerts/engine/link-actions.ts'
import { tellOutside } from '../../functions/alerts/engine/outside.ts'
import { takePosted } from '../../functions/alerts/engine/posted.ts'
import { react } from '../../functions/alerts/engine/react.ts'
import { checkSources } from '../../functions/alerts/engine/sources.ts'
import { wakeUp } from '../../functions/alerts/engine/sweep.ts'
import { parseRequest } from '../../functions/alerts/page/request.ts'
import { serve } from '../../functions/alerts/page/serve.ts'
import { rehearseSince } from '../../functions/alerts/rehearsal/since.ts'
import { byPerson } from '../../functions/alerts/rules/by-person.ts'
import { lettersIn } from '../../functions/alerts/rules/posted-letter.ts'
import { awsEffects, sendWith, toolsOf } from '../../functions/alerts/world/effects.ts'
import { watchersOutside } from '../../functions/alerts/world/outside.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { alertsSchema } from '../../shared/config/alerts/schema.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { type IncidentRecord, keys, type OutsideRecord, type SourceRecord } from '../../shared/ledger/records.ts'
import { once } from '../../shared/once.ts'
import { clientOf } from '../unit/alerts/clients.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld, transition } from '../unit/alerts/scene.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

const config = alertsSchema.parse({
  emailFrom: { ssm: '/shop/sender' },
  responders: {
    mina: { sms: { ssm: '/shop/mina/phone' }, email: 'mina@corner-shop.example' },
    joon: { sms: '+12025550102' },
  },
  rotations: { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon'] } },
  onCall: 'primary',
  fallback: ['joon'],
})

const makeSend = async () => {
  const [sns, ses, ssm] = [
    new SNSClient(emulator.client),
    new SESv2Client(emulator.client),
    new SSMClient(emulator.client),
  ]
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'fallback' }))
  for (const [Name, Value] of [
    ['/shop/sender', 'nightshift@corner-shop.example'],
    ['/shop/mina/phone', '+12025550101'],
  ])
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }))
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'corner-shop.example' })).catch(() => undefined)
  return sendWith(config, toolsOf(TopicArn, { ssm, client: clientOf([sns, ses]) }))
}

const makeLedger = once(async () => {
  const client = new DynamoDBClient(emulator.client)
  return dynamoLedger(await makeLedgerTable(client), client)
})

const inspect = async (what: string): Promise<string> =>
  (await fetch(`${emulator.endpoint}/_ministack/${what}`, { signal: AbortSignal.timeout(5_000) })).text()

/** How often each text is in a text. */
const count = (text: string, part: string): number => text.split(part).length - 1

test('an alarm delivered five times at once and its recovery are one text message and one email each', async () => {
  const [sendNow, ledger] = [await makeSend(), await makeLedger()]
  // The scene's clock stands in the past, where the lease of a message is long over.
  const send: typeof sendNow = (to, message) => sendNow(to, message)
  const scene = makeWorld({ ledger, config })
  let calls = 0
  const call = (state: 'ALARM' | 'OK', seconds: number) => {
    calls += 1
    const callId = `call-${calls}`
    return react(transition(state, seconds), scene.world(later(seconds), { callId, send }))
  }
  const first = await Promise.allSettled(Array.from({ length: 5 }, () => call('ALARM', 0)))
  expect(first.filter(({ status }) => status === 'rejected')).toEqual([])
  await call('ALARM', 0)
  await call('OK', 300)
  await call('OK', 300)

  const texts = await inspect('sns/sms-messages')
  expect(count(texts, 'it is ALARM')).toBe(1)
  expect(count(texts, 'it is OK')).toBe(1)
  expect(texts).toContain('+12025550101')
  expect(texts).not.toContain('+12025550102')
  const emails = await inspect('ses/messages')
  expect(emails).toContain('mina@corner-shop.example')
  expect(emails).toContain('nightshift@corner-shop.example')
  expect(count(emails, '5 minutes')).toBeGreaterThan(0)
  expect(await ledger.list<IncidentRecord>('incident')).toMatchObject([{ state: 'resolved', alarm: 'checkout-errors' }])
  expect(await ledger.open('notification')).toEqual([])
}, 30_000)

test('a responder whose parameter is gone is told by the other channel', async () => {
  const send = await makeSend()
  const ssm = new SSMClient(emulator.client)
  const gone = sendWith(
    { ...config, responders: { mina: { sms: { ssm: '/shop/nobody' }, language: 'en', zone: 'UTC' } } },
    toolsOf('', { ssm, client: clientOf([]) }),
  )
  const message = { short: 'x', subject: 'x', text: 'x' }
  await expect(gone({ to: 'mina', channel: 'sms' }, message)).rejects.toMatchObject({ name: 'ParameterNotFound' })
  await expect(send({ to: 'mina', channel: 'email' }, message)).resolves.toMatch(/./)
}, 30_000)

test('the fallback topic takes a message', async () => {
  const send = await makeSend()
  await expect(
    send({ to: 'fallback', channel: 'topic' }, { short: '', subject: 'ALARM 결제', text: '결제 오류' }),
  ).resolves.toMatch(/./)
})

const makeEffects = (of: typeof config, timersQueue = '') =>
  awsEffects(
    of,
    { fallbackTopic: '', timersQueue, linkBase: undefined },
    {
      client: clientOf([]),
      ssm: new SSMClient(emulator.client),
      sqs: new SQSClient(emulator.client),
      cloudWatch: new CloudWatchClient(emulator.client),
    },
  )

test('a metric that is a heartbeat pages while it has no value, and not any more when it gets one of 0', async () => {
  const metric = { namespace: 'Shop', metric: 'OrdersImported', dimensions: { Shop: 'seoul' } }
  const watched = makeConfig({ heartbeats: { orders: { metric, every: '1 minute', grace: '1 minute' } } })
  const scene = makeWorld({ config: watched })
  const { pointsOf } = makeEffects(watched)
  const lookAt = (minutesAgo: number) =>
    checkHeartbeats(scene.world(new Date(Date.now() - minutesAgo * 60_000), { pointsOf }))
  await lookAt(10)
  await lookAt(5)
  expect(await scene.incident()).toMatchObject({ alarm: 'heartbeat/orders', state: 'open' })
  const Dimensions = [{ Name: 'Shop', Value: 'seoul' }]
  await new CloudWatchClient(emulator.client).send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      // Not of this very moment, which the look's end leaves out.
      MetricData: [{ MetricName: 'OrdersImported', Dimensions, Value: 0, Timestamp: new Date(Date.now() - 30_000) }],
    }),
  )
  await lookAt(0)
  expect(await scene.incident()).toMatchObject({ state: 'resolved' })
}, 30_000)

test('a step of ten seconds is brought up by the queue of timers within five seconds of its time', async () => {
  const sqs = new SQSClient(emulator.client)
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'alert-timers' }))
  const policy = { steps: [{ notify: ['mina'], wait: '10 seconds' }, { notify: ['joon'] }] }
  const short = makeConfig({ policies: { short: policy }, onCall: 'short' })
  const scene = makeWorld({ config: short })
  const { wake } = makeEffects(short, QueueUrl)
  const begun = Date.now()
  await react(alarmOf('step', 'ALARM'), scene.world(new Date(begun), { wake }))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  let body: string | undefined
  while (body === undefined && Date.now() < begun + 20_000) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
    body = Messages[0]?.Body
  }
  expect(Date.now()).toBeGreaterThanOrEqual(begun + 10_000)
  expect(Date.now()).toBeLessThan(begun + 15_000)
  await wakeUp(JSON.parse(body ?? ''), scene.world(new Date(), { wake }))
  expect(scene.told()).toEqual(['ALARM joon sms', 'ALARM mina email', 'ALARM mina sms'])
}, 40_000)

test('a source reports by its address, over the queue and the table: firing twice is one incident, resolved closes it', async () => {
  const sqs = new SQSClient(emulator.client)
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'reports' }))
  const watched = makeConfig({ sources: { prometheus: { kind: 'alertmanager' } } })
  const scene = makeWorld({ config: watched, ledger: await makeLedger() })
  await checkSources(scene.world(new Date()))
  const { token = '' } = (await scene.ledger.get<SourceRecord>(keys.source('prometheus'))) ?? {}
  const links = linkActions((now) => ({
    ...linkWorld(scene.world(now)),
    reports: {
      post: async (letter) => {
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(letter) }))
      },
      secretOf: async () => '',
    },
  }))
  const report = async (status: string, to = token): Promise<number> => {
    const alerts = [
      { status, labels: { alertname: 'DiskFull' }, annotations: { summary: 'disk 91 %' }, fingerprint: 'f1' },
    ]
    const body = JSON.stringify({ version: '4', groupKey: '{}', status, receiver: 'nightshift', alerts })
    const event = { rawPath: `/report/${to}`, body, requestContext: { http: { method: 'POST' } } }
    return (await serve(parseRequest(event), links, new Date())).statusCode
  }
  const take = async (): Promise<void> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
    )
    const Records = Messages.map(({ Body: body }) => ({ eventSource: 'aws:sqs', body }))
    await takePosted(lettersIn({ Records }) ?? [], scene.world(new Date()))
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
  const states = async (): Promise<string[]> =>
    (await scene.incidents()).flatMap(({ alarm, state }) => (alarm === 'source/prometheus/DiskFull' ? state : []))
  expect(await report('firing', 'AAAAAAAAAAAAAAAA')).toBe(404)
  expect([await report('firing'), await report('firing')]).toEqual([202, 202])
  await take()
  expect(await states()).toEqual(['open'])
  expect(await report('resolved')).toBe(202)
  await take()
  expect(await states()).toEqual(['resolved'])
  // Whoever is on call today, once by each channel.
  const called = scene.told().filter((each) => each.startsWith('ALARM'))
  expect(called).toEqual([...new Set(called)])
  expect(called.length).toBeGreaterThan(0)
}, 40_000)

test('a watcher outside is called while all is well, and not while something is among the dead letters', async () => {
  const called: string[] = []
  const server = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`)
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const [sqs, ssm] = [new SQSClient(emulator.client), new SSMClient(emulator.client)]
  const address = (path: string) => `http://127.0.0.1:${port}/${path}`
  for (const [Name, Value] of [
    ['/shop/healthchecks', address('beat')],
    ['/shop/slow', 'http://127.0.0.1:1/nobody'],
  ])
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }))
  const queueOf = async (QueueName: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''
  const [timers, dead] = [await queueOf('watched-timers'), await queueOf('watched-dead')]
  const outside = watchersOutside([{ ssm: '/shop/slow' }, { ssm: '/shop/healthchecks' }], {
    queues: [timers],
    deadLetters: { AlertsDeadLetters: dead },
  })
  const client = new DynamoDBClient(emulator.client)
  const ledger = dynamoLedger(await makeLedgerTable(client, 'watched'), client)
  const scene = makeWorld({ config, ledger })
  const { pointsOf } = makeEffects(config, timers)
  const look = async () => {
    await tellOutside(scene.world(new Date(), { pointsOf }), outside)
    return ledger.get<OutsideRecord>(keys.outside())
  }
  try {
    // The one that nobody answers at keeps the other from nothing.
    expect(await look()).toMatchObject({ state: 'not reached', detail: 'watcher 1 of 2: ECONNREFUSED' })
    expect(called).toEqual(['POST /beat'])
    await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: 'an alarm' }))
    expect(await look()).toMatchObject({ state: 'not well', detail: expect.stringContaining('AlertsDeadLetters') })
    // A step that was due six minutes ago, and nobody comes by.
    await sqs.send(new PurgeQueueCommand({ QueueUrl: dead }))
    await react(alarmOf('late', 'ALARM'), scene.world(new Date(Date.now() - 16 * 60_000)))
    expect(await look()).toMatchObject({ state: 'not well', detail: '1 timer is due for 5 minutes' })
    expect(called).toEqual(['POST /beat'])
  } finally {
    server.close()
  }
}, 40_000)

test('an edited rotation is rehearsed on what the table has', async () => {
  const client = new DynamoDBClient(emulator.client)
  const ledger = dynamoLedger(await makeLedgerTable(client, 'rehearsed'), client)
  const scene = makeWorld({ config, ledger })
  await react(alarmOf('a', 'ALARM'), scene.world(later(0)))
  await react(alarmOf('a', 'OK', 120), scene.world(later(120)))
  await react(alarmOf('b', 'ALARM', 3_600), scene.world(later(3_600)))
  const rotations = { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['joon', 'mina'] } }
  const edited = alertsSchema.parse({ ...config, rotations })
  const rehearse = (of: typeof config) =>
    rehearseSince(ledger, of, { since: later(-60), until: later(3_700) }, () => new CloudWatchClient(emulator.client))
  const people = async (of: typeof config) =>
    (await rehearse(of)).rows.map(({ alarm, was, would }) => [
      alarm,
      [...new Set(was.map(({ to }) => to))],
      [...new Set(would.map(({ to }) => to))],
    ])
  expect(await people(config)).toEqual([
    ['a', ['mina'], ['mina']],
    ['b', ['mina'], ['mina']],
  ])
  expect(await people(edited)).toEqual([
    ['a', ['mina'], ['joon']],
    ['b', ['mina'], ['joon']],
  ])
  const { rows } = await rehearse(edited)
  expect(byPerson(rows, edited.responders)).toMatchObject([
    { person: 'joon', was: 0, would: 2 },
    { person: 'mina', was: 2, would: 0 },
  ])
  // It wrote nothing and called nobody.
  expect((await scene.incidents()).length).toBe(2)
}, 40_000)
