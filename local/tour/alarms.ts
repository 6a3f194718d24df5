import { type CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'

/** Makes an alarm on the alarm topic, like anybody's, that goes off when we say so and never by itself. */
export const makeAlarm = async (cloudWatch: CloudWatchClient, AlarmName: string, topic: string): Promise<void> => {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      AlarmDescription: 'Set off by hand',
      AlarmActions: [topic],
      OKActions: [topic],
      Namespace: 'ByHand',
      MetricName: 'Nothing',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    }),
  )
}

/** Lets an alarm go off, or be over. */
export const setAlarm = async (
  cloudWatch: CloudWatchClient,
  AlarmName: string,
  StateValue: 'ALARM' | 'OK',
  StateReason: string,
): Promise<void> => {
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))
}
