import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { clientOptions } from '../../shared/aws.ts'

const cloudWatch = (): CloudWatchClient => new CloudWatchClient(clientOptions)

/** Makes an alarm that only the tour sets off, on the alarm topic like anybody's. */
export const makeAlarm = async (AlarmName: string, topic: string): Promise<void> => {
  await cloudWatch().send(
    new PutMetricAlarmCommand({
      AlarmName,
      AlarmDescription: 'Made by the tour',
      AlarmActions: [topic],
      OKActions: [topic],
      Namespace: 'Tour',
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
export const setAlarm = async (AlarmName: string, StateValue: 'ALARM' | 'OK', StateReason: string): Promise<void> => {
  await cloudWatch().send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))
}
