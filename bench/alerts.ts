import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { App } from 'aws-cdk-lib'
import { bundle, targetOf } from '../infra/constructs/bundle.ts'
import { emulatorAccount } from '../local/emulator.ts'
import { makeAlarm, setAlarm } from '../local/tour/alarms.ts'
import { ensureBucket, uploadAsset } from '../local/upload.ts'
import { config } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { benchDirectory } from './assembly.ts'
import { watchLog } from './emulator-log.ts'
import type { Bench } from './row.ts'
import { duration, median, quantile, timed } from './statistics.ts'
import { rage, rageBare, storm } from './storm.ts'
import { forgetMessages, withDeployment } from './with-deployment.ts'
import { emulatorLog } from './with-emulator.ts'

/** Alarms that go off, one after the other. Each once: the emulator tells the time of a change in whole seconds. */
const alarms = 200

/** Milliseconds, from the alarm's change until the text message is accepted. */
const marks = { p50: 1_000, p99: 3_000 }

/** Milliseconds that a message may take at all. */
const patience = 10_000

/** How much longer it may take than a bare function and the round trips that are necessary. */
const overNecessary = 1.2

/** A topic that calls a function which does nothing but publish. Gives the topic. */
const deployBare = async (): Promise<string> => {
  const name = 'bare-alert'
  const outdir = join(benchDirectory, 'bare')
  const folder = bundle({ entry: 'bench/bare-alert.ts', config: {}, packages: [], target: targetOf(new App()), outdir })
  const code = { bucket: 'bench-code', key: `${name}.zip` }
  const s3 = new S3Client(clientOptions)
  await ensureBucket(s3, code.bucket)
  await uploadAsset(s3, { source: folder, isDirectory: true, ...code })
  const { FunctionArn } = await new LambdaClient(clientOptions).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${emulatorAccount}:role/${name}`,
      Code: { S3Bucket: code.bucket, S3Key: code.key },
      MemorySize: 256,
      Timeout: 30,
    }),
  )
  const sns = new SNSClient(clientOptions)
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: FunctionArn }))
  return TopicArn ?? ''
}

/** Sets off an alarm and waits for the text message about it. Gives the milliseconds in between. */
const setOff = (
  cloudWatch: CloudWatchClient,
  isLogged: ReturnType<typeof watchLog>,
  AlarmName: string,
): Promise<number> =>
  timed(() =>
    Promise.all([
      isLogged(new RegExp(`SNS SMS to .*${AlarmName}`), patience),
      setAlarm(cloudWatch, AlarmName, 'ALARM', 'bench'),
    ]),
  )

/**
 * Milliseconds of the round trips between an alarm and its first message that are necessary. It is read for once: the alarm's
 * record and the mailboxes of who is on call, both at the same time. And it is written down once before anybody is called, so
 * that no message is lost or sent twice: the decision with its incident, timer, pages, links and their places in the mailboxes.
 */
const necessaryTrips = async (
  ledger: Ledger,
  trip: number,
): Promise<{ readonly read: number; readonly write: number }> => {
  const now = new Date()
  const pk = `bench#${trip}`
  const items = Array.from({ length: 9 }, (_, index) => ({
    item: { pk, sk: String(index), kind: 'bench', at: now.toISOString() },
    expect: 'absent' as const,
  }))
  const write = await timed(() => ledger.commit(items, now))
  const read = await timed(() => Promise.all([ledger.get({ pk, sk: '0' }), ledger.children(`${pk} mailbox`)]))
  return { read, write }
}

/** The deployed alerting, beside a bare function that publishes: from an alarm's change to an accepted text message. */
export const run: Bench['run'] = (report) =>
  withDeployment(
    report,
    async ({ endpoint, output }) => {
      const cloudWatch = new CloudWatchClient(clientOptions)
      const table = output('LedgerTable')
      const topics = { ours: output('AlarmTopicArn'), bare: await deployBare() }

      const ledger = dynamoLedger(table)
      const isLogged = watchLog(emulatorLog)
      const times = { ours: [] as number[], bare: [] as number[] }
      const trips: { readonly read: number; readonly write: number }[] = []
      for (let round = -1; round < alarms; round += 1) {
        // In turn with the alarms, so that all meet the same machine.
        const trip = await necessaryTrips(ledger, round)
        if (round >= 0) trips.push(trip)
        for (const who of ['ours', 'bare'] as const) {
          const alarm = `bench-${who}-${String(round + 1).padStart(4, '0')}`
          await makeAlarm(cloudWatch, alarm, topics[who])
          if (who === 'ours') await forgetMessages(table)
          const ms = await setOff(cloudWatch, isLogged, alarm)
          // The first starts the function's process.
          if (round >= 0) times[who].push(ms)
        }
      }
      const [own, bare] = [times.ours, times.bare]
      report(`${alarms} alarms of ours and as many of a bare function`)
      const [read, write] = [median(trips.map((trip) => trip.read)), median(trips.map((trip) => trip.write))]
      const least = median(bare) + read + write
      report(`a round trip to read two places takes ${duration(read)}, one to write nine items ${duration(write)}`)
      const ragedBare = await rageBare(cloudWatch, endpoint, topics.bare)
      report(`a storm on the bare function takes ${duration(ragedBare)}`)
      await forgetMessages(table)
      const raged = await rage(cloudWatch, endpoint, table, topics.ours)
      return [
        {
          what: `alarm → text message accepted, p50 of ${alarms}, against what is necessary`,
          ours: duration(median(own)),
          reference: `${duration(least)} a bare function (${duration(median(bare))}), one read of two places at once (${duration(read)}) and one write (${duration(write)})`,
          ratio: median(own) / least,
          mark: `≤ ${overNecessary}×`,
          met: median(own) <= overNecessary * least,
        },
        {
          what: `alarm → text message accepted, p50 of ${alarms}`,
          ours: duration(median(own)),
          reference: `${duration(median(bare))} a bare function, no ledger`,
          ratio: median(own) / median(bare),
          mark: `< ${duration(marks.p50)}`,
          met: median(own) < marks.p50,
        },
        {
          what: `alarm → text message accepted, p99 of ${alarms}`,
          ours: duration(quantile(own, 0.99)),
          reference: `${duration(quantile(bare, 0.99))} a bare function, no ledger`,
          ratio: quantile(own, 0.99) / quantile(bare, 0.99),
          mark: `< ${duration(marks.p99)}`,
          met: quantile(own, 0.99) < marks.p99,
        },
        {
          what: `a storm of ${storm.alarms} alarms, until each has its incident and its messages planned`,
          ours: duration(raged.ms),
          reference: `${duration(ragedBare)} the emulator with a bare function`,
          ratio: raged.ms / ragedBare,
          mark: `< ${duration(storm.milliseconds)}`,
          met: raged.ms < storm.milliseconds,
        },
        {
          what: 'of that what the bare function does not take',
          ours: duration(Math.max(0, raged.ms - ragedBare)),
          mark: `≤ ${duration(storm.ours)}`,
          met: raged.ms - ragedBare <= storm.ours,
        },
        {
          what: 'text messages that the storm has sent by then',
          ours: String(raged.messages),
          mark: `≤ ${storm.messages} a person`,
          met: raged.messages <= storm.messages * Object.keys(config.alerts.responders).length,
        },
      ]
    },
    'INFO',
  )
