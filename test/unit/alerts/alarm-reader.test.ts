import { CloudWatchClient, DescribeAlarmsCommand, ListAlarmMuteRulesCommand } from '@aws-sdk/client-cloudwatch'
import { mockClient } from 'aws-sdk-client-mock'
import { alarmReader } from '../../../functions/alerts/world/alarm-reader.ts'

const client = new CloudWatchClient({ region: 'ap-northeast-2' })
const cloudWatch = mockClient(client)
const reader = alarmReader({ targets: [], allAlarms: false }, { cloudWatch: client })
const at = new Date('2026-11-28T00:00:00Z')
const alarm = (name: string) => ({
  AlarmName: name,
  AlarmArn: `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`,
  StateValue: 'ALARM' as const,
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: at,
})

beforeEach(() => cloudWatch.reset())

test('red alarms are read to the last page, metric and composite ones', async () => {
  cloudWatch
    .on(DescribeAlarmsCommand)
    .resolvesOnce({ MetricAlarms: [alarm('a')], NextToken: 'more' })
    .resolvesOnce({ CompositeAlarms: [alarm('b')] })
  expect((await reader.red()).map(({ name }) => name)).toEqual(['a', 'b'])
  expect(cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ args }) => args[0].input)).toEqual([
    { StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
    { StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100, NextToken: 'more' },
  ])
})

test('names are asked for a hundred at a time', async () => {
  cloudWatch.on(DescribeAlarmsCommand).resolves({})
  await reader.named(Array.from({ length: 201 }, (_, index) => `a${index}`))
  expect(cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ args }) => args[0].input.AlarmNames?.length)).toEqual([
    100, 100, 1,
  ])
})

test('an alarm is in its state since it changed, not since its reason did', async () => {
  const since = new Date('2026-11-27T00:00:00Z')
  const details = {
    ...alarm('a'),
    StateTransitionedTimestamp: since,
    MetricName: 'Errors',
    Namespace: 'AWS/Lambda',
    Dimensions: [{ Name: 'FunctionName', Value: 'web' }],
    Statistic: 'Sum' as const,
    Period: 60,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold' as const,
    AlarmActions: ['arn:aws:sns:ap-northeast-2:123456789012:alarms'],
    ActionsEnabled: false,
  }
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [details, { AlarmName: 'half an alarm' }] })
  expect(await reader.red()).toMatchObject([
    {
      since: since.toISOString(),
      actionsEnabled: false,
      namespace: 'AWS/Lambda',
      metric: { name: 'Errors', dimensions: { FunctionName: 'web' }, statistic: 'Sum', threshold: 5, comparison: '>' },
    },
  ])
})

test('an alarm is muted while a rule of it is active; where nobody says, it is not', async () => {
  cloudWatch.on(ListAlarmMuteRulesCommand).resolvesOnce({ AlarmMuteRuleSummaries: [{ Status: 'ACTIVE' }] })
  expect(await reader.isMuted('a')).toBe(true)
  cloudWatch.on(ListAlarmMuteRulesCommand).rejects(new Error('denied'))
  expect(await reader.isMuted('a')).toBe(false)
})
