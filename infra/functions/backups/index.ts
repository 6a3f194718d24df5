import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { kinds } from '../../../functions/backups/engine/kinds.ts'
import type { BackupsSlice } from '../../../functions/backups/rules/slice.ts'
import type { BackupsConfig } from '../../../shared/config/backups/schema.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { arnIn, grantStatements } from '../../constructs/grant-statements.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { addSilenceAlarm } from '../../constructs/silence-alarm.ts'
import { DeadLetters } from '../../constructs/watched-queue.ts'
import type { EstateNetwork } from '../../stacks/network.ts'
import type { Capability } from '../capability.ts'
import { addProofs } from './proofs.ts'

/** The look at every process, each three minutes; what people ask for at the terminal comes to the same function. */
export const addBackups = (
  stack: Stack,
  foundation: Foundation,
  config: BackupsConfig,
  network?: EstateNetwork,
): void => {
  const slice: BackupsSlice = { ...config, deployment: foundation.config.name }
  const proofs = addProofs(stack, foundation, config, network)
  const deadLetters = new DeadLetters(stack, 'BackupsDeadLetters', { foundation })
  const { fn } = new OpsFunction(stack, 'Backups', {
    foundation,
    capability: 'backups',
    entry: 'on-look',
    config: slice,
    environment: {
      SIGNAL_BUS: foundation.bus.eventBusName,
      PARTITION: stack.partition,
      ACCOUNT: stack.account,
      ...proofs.environment,
    },
    timeout: Duration.seconds(170),
    memorySize: 512,
    deadLetters,
    throttlesShow: 'in silence',
  })
  grantStatements(
    fn,
    kinds.flatMap(({ statements }) => statements(slice, arnIn(stack))),
  )
  proofs.grant(fn)
  foundation.grantLedger(fn)
  foundation.bus.grantPutEventsTo(fn)
  new FunctionSchedules(stack, 'BackupsSchedules', { fn, deadLetters }).add('Look', {
    description: 'Begins the backups that are due, and goes on with those that are unfinished',
    schedule: 'rate(3 minutes)',
    input: ScheduleTargetInput.fromObject({ reason: 'schedule' }),
    // The next look makes a missed one worthless.
    maxEventAge: Duration.minutes(3),
  })
  addSilenceAlarm(stack, foundation, {
    id: 'BackupsSilent',
    name: 'backups-silent',
    fn,
    subject: 'The look of backups',
    means: 'no snapshot is taken, and none that fails is noticed',
  })
  foundation.actBy('BackupsFunction', fn)
  addRow(foundation)
}

const addRow = (foundation: Foundation): void => {
  const metric = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: foundation.config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'backups' },
      statistic: 'Maximum',
      period: Duration.minutes(5),
    })
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Backups: processes under way, those that do not get on',
      width: 24,
      left: [metric('BackupProcesses'), metric('BackupFailures')],
    }),
  )
}

export const backups: Capability = {
  add: (stack, foundation, { config, network }) => {
    if (config.backups) addBackups(stack, foundation, config.backups, network)
    return {}
  },
}
