import { config as example } from '../../nightshift.config.ts'
import { later, makeConfig, makeWorld, transition } from '../../test/unit/alerts/scene.ts'
import { events, inOrder, limit, ofLedger, type ScaleContribution } from './limits.ts'
import { type Play, record } from './recorder.ts'

/** Seconds for which a call keeps a function, its share of cold starts included: it reads, decides, writes, and perhaps sends. */
const alarmSeconds = 0.5

/** An alarm as CloudWatch reports it, in its usual length. */
const alarm = (index: number) => {
  const name = `corner-shop-storm-${String(index).padStart(5, '0')}`
  return transition('ALARM', 0, {
    alarm: `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`,
    name,
    namespace: 'AWS/SQS',
    description: 'Orders wait for more than ten minutes. Is the order service running?',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [912.0 (28/11/26 00:00:00)] was greater than the threshold (600.0) (minimum 1 datapoint for OK -> ALARM transition).',
  })
}

/** Alarms that go off together: each opens an incident, and its pages wait for the next digest. */
const alarms: Play = async (ledger, count) => {
  const scene = makeWorld({ ledger, config: makeConfig({ ...example.alerts }) })
  for (let index = 0; index < events; index += 1) await scene.call(alarm(index))
  for (const { channel } of scene.sent) count(channel)
  for (const _ of scene.wakes) count('wake')
}

/** The digests that go out for them, a minute later: one message for each channel, whatever their number. */
const digests: Play = async (ledger, count) => {
  const scene = makeWorld({ ledger, config: makeConfig({ ...example.alerts }) })
  for (let index = 0; index < events; index += 1) await scene.call(alarm(index))
  scene.sent.length = 0
  await scene.sweep(later(70))
  await scene.sweep(later(130))
  for (const { channel } of scene.sent) count(channel)
}

/** A storm of alarms, and the messages that it becomes. */
export const alertsScale: ScaleContribution = async ({ alerts: { responders } }) => {
  const [storm, digest] = [await record(alarms), await record(digests)]
  const people = Object.values(responders)
  const texted = people.filter(({ sms }) => sms !== undefined).length
  const mailed = people.filter(({ email }) => email !== undefined).length
  const [texts, mails] = [digest.more.get('sms') ?? 0, digest.more.get('email') ?? 0]
  return [
    {
      capability: 'alerts: a storm of alarms',
      events: 'alarms',
      per: 'second',
      limits: inOrder([limit('concurrency', alarmSeconds, `${alarmSeconds} s each`), ...ofLedger(storm)]),
    },
    {
      capability: `alerts: messages, to ${people.length} people whose storms are one message a minute`,
      events: 'messages',
      per: 'second',
      limits: inOrder([
        limit(
          'texts',
          1,
          `${texted} people with a number; texts of a storm of ${events} alarms, when its digests go: ${texts}`,
        ),
        limit('mails', 1, `${mailed} people with an address; emails of the same storm: ${mails}`),
      ]),
    },
  ]
}
