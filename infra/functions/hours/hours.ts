import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as events from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { sliceOf } from '../../../functions/hours/rules/entries.ts'
import type { HoursSlice } from '../../../functions/hours/rules/slice.ts'
import { kindsByName } from '../../../functions/hours/targets/index.ts'
import { calendarsOf, publicHolidaysEnd } from '../../../shared/config/hours/calendars.ts'
import type { HoursConfig } from '../../../shared/config/hours/schema.ts'
import { signalSource } from '../../../shared/signals.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { arnIn, grantStatements } from '../../constructs/grant-statements.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { addSilenceAlarm } from '../../constructs/silence-alarm.ts'
import { DeadLetters } from '../../constructs/watched-queue.ts'
import type { Capability } from '../capability.ts'

/** What the function may change and read, as each kind says of what the config names. */
const statementsOf = ({ targets }: HoursSlice, stack: Stack) =>
  targets.flatMap(
    ({ kind, selector }) => kindsByName.get(kind)?.statements(selector as never, { of: arnIn(stack) }) ?? [],
  )

/** The look at every target, each two minutes; what people ask for at the terminal, and jobs by a signal, comes to the same function. */
export const addHours = (stack: Stack, foundation: Foundation, config: HoursConfig, now = new Date()): void => {
  const deadLetters = new DeadLetters(stack, 'HoursDeadLetters', { foundation })
  const slice = sliceOf(config, calendarsOf(config, now), [...kindsByName.keys()])
  const look = new OpsFunction(stack, 'HoursLook', {
    foundation,
    capability: 'hours',
    entry: 'on-look',
    config: slice,
    environment: {
      SIGNAL_BUS: foundation.bus.eventBusName,
      PARTITION: stack.partition,
      ACCOUNT: stack.account,
    },
    timeout: Duration.seconds(110),
    memorySize: 512,
    deadLetters,
    throttlesShow: 'in silence',
  })
  grantStatements(look.fn, statementsOf(slice, stack))
  foundation.grantLedger(look.fn)
  foundation.bus.grantPutEventsTo(look.fn)

  new FunctionSchedules(stack, 'HoursSchedules', { fn: look.fn, deadLetters }).add('Look', {
    description: 'Switches on and off what the calendars of hours want',
    schedule: 'rate(2 minutes)',
    input: ScheduleTargetInput.fromObject({ reason: 'schedule' }),
    // The next look makes a missed one worthless.
    maxEventAge: Duration.minutes(2),
  })
  new events.Rule(stack, 'TargetsNeeded', {
    eventBus: foundation.bus,
    description: 'A job needs what hours has switched off',
    eventPattern: { source: [signalSource], detailType: ['targets.needed'] },
    targets: [new LambdaFunction(look.fn, { deadLetterQueue: deadLetters.queue, maxEventAge: Duration.hours(1) })],
  })
  addSilenceAlarm(stack, foundation, {
    id: 'HoursSilent',
    name: 'hours-silent',
    fn: look.fn,
    subject: 'The look of hours',
    means: 'nothing is switched on or off, and no start that fails is noticed',
  })
  foundation.actBy('HoursFunction', look.fn)
  const holidaysEnd = publicHolidaysEnd(slice.calendars)
  if (holidaysEnd) foundation.output('HoursHolidaysUntil', holidaysEnd)
  addRow(foundation)
}

const addRow = (foundation: Foundation): void => {
  const metric = (metricName: string, statistic = 'Maximum') =>
    new cloudwatch.Metric({
      namespace: foundation.config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'hours' },
      statistic,
      period: Duration.minutes(5),
    })
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Hours: targets in trouble, US dollars saved',
      width: 24,
      left: [metric('HoursTroubles')],
      right: [metric('HoursSaved', 'Sum')],
    }),
  )
}

export const hours: Capability = {
  add: (stack, foundation, { config }) => {
    if (config.hours) addHours(stack, foundation, config.hours)
    return {}
  },
}
