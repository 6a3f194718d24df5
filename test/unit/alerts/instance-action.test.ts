import { drilledAlarm } from '../../../api/alerts/drill-alarm.ts'
import { serviceLinkedRoles } from '../../../api/doctor/base/roles.ts'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { instanceActionOf } from '../../../functions/alerts/intake/instance-action.ts'
import type { Transition } from '../../../functions/alerts/intake/transition.ts'
import { composeMessage } from '../../../functions/alerts/message/compose.ts'
import { newIncident } from '../../../functions/alerts/rules/incident.ts'
import { reconcile } from '../../../functions/alerts/rules/reconcile.ts'
import { config as example } from '../../../nightshift.config.ts'
import { alertsChecks } from '../../../shared/config/alerts/checks.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'
import { later, makeWorld, alerts as sceneAlerts, transition } from './scene.ts'

const now = new Date('2026-11-21T00:00:00Z')
const id = 'i-0123456789abcdef0'
const check = {
  namespace: 'AWS/EC2',
  metric: 'StatusCheckFailed_System',
  dimensions: { InstanceId: id },
  statistic: 'Minimum',
  period: '1 minute',
  periods: 2,
  threshold: 1,
} as const
const configOf = (alarms: object): ConfigInput => ({
  ...example,
  alerts: { ...example.alerts, alarms: alarms as ConfigInput['alerts']['alarms'] },
})
const checked = (alarms: object) => checkConfig(configOf(alarms), now)
const problemsOf = (alarm: object) => checked({ db: alarm }).problems
const warningsOf = (alarms: object) =>
  alertsChecks.warnings?.(parseConfig(configOf(alarms), now), now).filter((text) => text.includes('.alarms.'))

describe('an alarm that acts on an instance', () => {
  test.each([
    ['recovers by the system check', { ...check, instance: 'recover' }],
    ['reboots by the instance check', { ...check, metric: 'StatusCheckFailed_Instance', instance: 'reboot' }],
    [
      'stops what idles',
      { ...check, metric: 'CPUUtilization', statistic: 'Average', comparison: '<', threshold: 5, instance: 'stop' },
    ],
    ['terminates what is named twice', { ...check, instance: 'terminate', terminates: id }],
    ['has an id of the old form', { ...check, dimensions: { InstanceId: 'i-01234567' }, instance: 'stop' }],
    [
      'looks at a metric of its own with further dimensions',
      {
        ...check,
        namespace: 'CWAgent',
        metric: 'mem_used_percent',
        dimensions: { InstanceId: id, ImageId: 'ami-1' },
        instance: 'stop',
      },
    ],
  ])('%s', (_, alarm) => {
    expect(problemsOf(alarm)).toEqual([])
  })

  test.each([
    ['no instance', { ...check, dimensions: {}, instance: 'stop' }, /dimensions: .*InstanceId such as i-/],
    [
      'no id',
      { ...check, dimensions: { InstanceId: 'web-1' }, instance: 'stop' },
      /dimensions: .*InstanceId such as i-/,
    ],
    [
      'what AWS/EC2 has no metric of',
      { ...check, dimensions: { InstanceId: id, ImageId: 'ami-1' }, instance: 'stop' },
      /InstanceId alone: AWS\/EC2 has no metric of an instance with ImageId/,
    ],
    [
      'a recovery by another check',
      { ...check, metric: 'StatusCheckFailed_Instance', instance: 'recover' },
      /metric: "StatusCheckFailed_Instance" .*StatusCheckFailed_System of AWS\/EC2/,
    ],
    [
      'a recovery by another namespace',
      { ...check, namespace: 'Shop', instance: 'recover' },
      /StatusCheckFailed_System/,
    ],
    ['a healthy instance', { ...check, comparison: '<', instance: 'reboot' }, /comparison: .*a healthy instance/],
    ['a good check', { ...check, threshold: 0, instance: 'reboot' }, /threshold: .*a healthy instance/],
    ['every check', { ...check, comparison: '>', threshold: -1, instance: 'stop' }, /threshold: .*a healthy instance/],
    ['a count of looks', { ...check, statistic: 'SampleCount', instance: 'stop' }, /statistic: .*good ones too/],
    ['an unconfirmed termination', { ...check, instance: 'terminate' }, /terminates: .*i-0123456789abcdef0, once more/],
    [
      'a termination of another instance than it looks at',
      { ...check, instance: 'terminate', terminates: 'i-0123456789abcdef1' },
      /terminates: "i-0123456789abcdef1" .*i-0123456789abcdef0, once more/,
    ],
    [
      'a termination for lack of data',
      { ...check, instance: 'terminate', terminates: id, missingData: 'breaching' },
      /missingData: "breaching" .*no reason to delete/,
    ],
    ['a confirmation of nothing', { ...check, terminates: id }, /terminates: .*nothing, or beside it/],
    ['a confirmation of something else', { ...check, instance: 'stop', terminates: id }, /stop deletes nothing/],
    ['a log', { logGroup: '/shop', pattern: 'ERROR', threshold: 1, instance: 'stop' }, /instance/],
    ['another word', { ...check, instance: 'restart' }, /instance: "restart" .*stop.*terminate.*reboot.*recover/],
  ])('with %s is refused', (_, alarm, text) => {
    expect(problemsOf(alarm)).toEqual([expect.stringMatching(text)])
  })

  test('is warned of where AWS takes it and seldom means it', () => {
    expect(warningsOf({ one: { ...check, instance: 'recover' } })).toEqual([])
    expect(warningsOf({ one: { ...check, instance: 'reboot' } })).toEqual([
      'alerts.alarms.one.instance reboots for StatusCheckFailed_System: AWS advises StatusCheckFailed_Instance for a reboot, and recover for StatusCheckFailed_System.',
    ])
    expect(warningsOf({ one: { ...check, instance: 'stop', missingData: 'breaching' } })).toEqual([
      expect.stringMatching(/one\.missingData is breaching: .* AWS is asked to stop it\./),
    ])
    const reboot = { ...check, metric: 'StatusCheckFailed_Instance', instance: 'reboot' }
    expect(warningsOf({ one: { ...reboot, periods: 3 }, two: { ...check, instance: 'recover' } })).toEqual([])
    expect(warningsOf({ one: reboot, two: { ...check, instance: 'recover' } })).toEqual([
      expect.stringMatching(/alerts\.alarms\.one reboots i-0123456789abcdef0 no later than two recovers it/),
    ])
    const other = { ...check, dimensions: { InstanceId: 'i-0123456789abcdef1' }, instance: 'recover' }
    expect(warningsOf({ one: reboot, two: other })).toEqual([])
  })

  test('is never set off by a drill: CloudWatch would act on the instance', () => {
    const config = parseConfig(configOf({ acts: { ...check, instance: 'stop' }, mails: check }), now)
    expect(drilledAlarm(config)).toBe('corner-shop-mails')
    expect(() => drilledAlarm(config, 'acts')).toThrow('would stop its instance, for real')
    const { alerts, name } = parseConfig(configOf({ acts: { ...check, instance: 'stop' } }), now)
    expect(() => drilledAlarm({ name, alerts })).toThrow('each of them has "instance"')
  })
})

test('the doctor looks for the role that acts: CloudFormation makes none, and a recovery needs none', () => {
  const role = serviceLinkedRoles.find(({ service }) => service === 'events.amazonaws.com')
  const needs = (alarm: object) => role?.when(parseConfig(configOf({ host: alarm }), now))
  expect(needs({ ...check, instance: 'stop' })).toBe(true)
  expect(needs({ ...check, instance: 'recover' })).toBe(false)
  expect(needs(check)).toBe(false)
  expect(role?.means).toMatch(/EC2 stops, terminates and reboots no instance/)
})

const topic = 'arn:aws:sns:ap-northeast-2:123456789012:alarms'
const arn = 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:shop-db'

describe('what an alarm does to an instance', () => {
  test.each([
    ['arn:aws:automate:ap-northeast-2:ec2:stop', 'stop'],
    ['arn:aws-cn:automate:cn-north-1:ec2:reboot', 'reboot'],
    ['arn:aws-us-gov:automate:us-gov-west-1:ec2:recover', 'recover'],
    ['arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Terminate/1.0', 'terminate'],
  ])('is read from %s', (action, word) => {
    expect(instanceActionOf([topic, action], { InstanceId: id })).toEqual({ action: word, id })
  })

  test.each([topic, 'arn:aws:automate:us-east-1:ec2:dance', 'arn:aws:lambda:us-east-1:123456789012:function:ec2:stop'])(
    'is nothing for %s',
    (action) => {
      expect(instanceActionOf([action], { InstanceId: id })).toBeUndefined()
    },
  )

  const said = (NewStateValue: string) =>
    parseTransitions({
      Records: [
        {
          EventSource: 'aws:sns',
          Sns: {
            Type: 'Notification',
            MessageId: '6b034f0c-b465-58da-a999-179029ec5364',
            Timestamp: '2026-11-21T02:30:01.000Z',
            Message: JSON.stringify({
              AlarmName: 'shop-db',
              AlarmArn: arn,
              NewStateValue,
              NewStateReason: 'Threshold Crossed',
              StateChangeTime: '2026-11-21T02:30:00.123+0000',
              AlarmActions: [topic, 'arn:aws:automate:ap-northeast-2:ec2:recover'],
              Trigger: {
                MetricName: 'StatusCheckFailed_System',
                Namespace: 'AWS/EC2',
                Dimensions: [{ name: 'InstanceId', value: id }],
              },
            }),
          },
        },
      ],
    })[0]

  test('comes with the message of an alarm that goes off, not of its end', () => {
    expect(said('ALARM')?.instance).toEqual({ action: 'recover', id })
    expect(said('OK')?.instance).toBeUndefined()
  })

  test('is known to the sweep too, unless the actions are switched off', () => {
    const alarm = {
      arn,
      name: 'shop-db',
      state: 'ALARM' as const,
      since: now.toISOString(),
      reason: 'r',
      alarmActions: [topic, 'arn:aws:automate:ap-northeast-2:ec2:stop'],
      actionsEnabled: true,
      metric: { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: { InstanceId: id } },
    }
    const swept = (actionsEnabled: boolean) =>
      reconcile(
        { alarms: [{ ...alarm, actionsEnabled }], asked: new Set(), incidents: [], known: new Map() },
        { targets: [topic], allAlarms: true },
        new Date(now.getTime() + 600_000),
      )[0]?.instance
    expect(swept(true)).toEqual({ action: 'stop', id })
    expect(swept(false)).toBeUndefined()
  })

  test('is kept with the incident, of an alarm of the config also where the event does not say it', async () => {
    const { alerts } = parseConfig(configOf({ db: { ...check, instance: 'recover' } }), now)
    const scene = makeWorld()
    const metric = { namespace: 'AWS/EC2', name: check.metric, dimensions: { InstanceId: id } }
    await scene.call(transition('ALARM', 0, { name: 'shop-db', metric }), {
      config: { ...sceneAlerts, alarms: alerts.alarms },
    })
    expect((await scene.incident()).basis.event).toMatchObject({ instance: { action: 'recover', id } })
    const other = makeWorld()
    await other.call(
      transition('ALARM', 0, { name: 'shop-db', metric: { ...metric, dimensions: { InstanceId: 'i-01234567' } } }),
      { config: { ...sceneAlerts, alarms: alerts.alarms } },
    )
    expect((await other.incident()).basis.event).not.toHaveProperty('instance')
  })

  const page = (language: 'en' | 'ko', purpose: 'page' | 'recovery' = 'page') =>
    composeMessage({
      incident: newIncident('1', said('ALARM') as Transition, { policy: 'shop', severity: 'warning' }, 'v'),
      purpose,
      step: 1,
      responder: { language, zone: 'Asia/Seoul' },
      now: later(0),
    })

  test('is said in the text message and in the email, in the language of the reader', () => {
    expect(page('en').short).toContain('AWS recovers the instance')
    expect(page('en').text).toContain(`AWS recovers the instance ${id}: the alarm asks EC2 for it.`)
    expect(page('ko').text).toContain(`AWS가 인스턴스를 복구함: ${id}.`)
  })

  test('of an instance that the metric does not name says no id', () => {
    const nameless = (language: 'en' | 'ko') =>
      composeMessage({
        incident: newIncident(
          '1',
          transition('ALARM', 0, { instance: { action: 'stop' } }),
          { policy: 'shop', severity: 'warning' },
          'v',
        ),
        purpose: 'page',
        step: 1,
        responder: { language, zone: 'Asia/Seoul' },
        now: later(0),
      }).text
    expect(nameless('en')).toContain('AWS stops the instance: the alarm asks EC2 for it.')
    expect(nameless('ko')).toContain('AWS가 인스턴스를 중지함. 알람이 EC2에 요청합니다.')
  })

  test('is not said of the end: by then it is done, or was not', () => {
    expect(page('en', 'recovery').text).not.toContain('recovers')
    expect(page('en', 'recovery').short).not.toContain('recovers')
  })
})
