import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { checksOf } from '../../functions/audits/checks/index.ts'
import { roleVariable } from '../../functions/audits/rules/role-variable.ts'
import type { AuditsSlice } from '../../functions/audits/rules/slice.ts'
import { auditNames } from '../../shared/audits/finding.ts'
import type { AuditsConfig } from '../../shared/config/audits/schema.ts'
import { comesByTrail } from '../constructs/alert-events.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { FunctionSchedules } from '../constructs/function-schedules.ts'
import { grantList } from '../constructs/grant-list.ts'
import { grantStatements } from '../constructs/grant-statements.ts'
import { OpsFunction } from '../constructs/ops-function.ts'
import { DeadLetters } from '../constructs/watched-queue.ts'
import type { Capability } from './capability.ts'

/**
 * A role for each audit that the config wants, which the function alone takes on, and which may read exactly what the checks of that audit
 * look at. The function's own role reads nothing of the account: what goes wrong with one role stops one audit.
 */
const addRoles = (stack: Stack, fn: lambda.Function, slice: AuditsSlice): void => {
  const { role } = fn
  if (!role) throw new TypeError(`${fn.node.path} has no role`)
  const arns = auditNames.flatMap((audit) => {
    if (!slice.only.includes(audit)) return []
    const own = new iam.Role(stack, `AuditsReads${audit.charAt(0).toUpperCase()}${audit.slice(1)}`, {
      assumedBy: role,
      description: `What the audit ${audit} of ${slice.deployment} may read`,
    })
    grantStatements(
      own,
      checksOf(audit, slice).flatMap(({ statements }) => statements(stack.partition)),
    )
    fn.addEnvironment(roleVariable(audit), own.roleArn)
    return [own.roleArn]
  })
  grantList(fn, { sid: 'TakeOnRoles', actions: ['sts:AssumeRole'], resources: arns })
}

/** The look at the account, its schedule, and the roles by which it reads exactly what the audits of the config look at. */
export const addAudits = (stack: Stack, foundation: Foundation, config: AuditsConfig): void => {
  const { schedule, ...rest } = config
  const { smsRegion } = foundation.config.alerts
  const slice: AuditsSlice = {
    ...rest,
    deployment: foundation.config.name,
    trailEvents: foundation.config.alerts.events.filter(comesByTrail),
    ...(smsRegion === undefined ? {} : { smsRegion }),
  }
  const deadLetters = new DeadLetters(stack, 'AuditsDeadLetters', { foundation })
  const { fn } = new OpsFunction(stack, 'Audits', {
    foundation,
    capability: 'audits',
    entry: 'on-schedule',
    config: slice,
    environment: {
      SIGNAL_BUS: foundation.bus.eventBusName,
      PARTITION: stack.partition,
      ACCOUNT: stack.account,
    },
    timeout: Duration.minutes(5),
    memorySize: 512,
    throttlesShow: 'in dead letters',
    deadLetters,
  })
  addRoles(stack, fn, slice)
  foundation.grantLedger(fn)
  foundation.bus.grantPutEventsTo(fn)
  new FunctionSchedules(stack, 'AuditsSchedules', { fn, deadLetters }).add('Look', {
    description: 'Looks for what is wrong with the account',
    schedule,
    input: ScheduleTargetInput.fromObject({ reason: 'schedule' }),
    maxEventAge: Duration.hours(1),
  })
  foundation.actBy('AuditsFunction', fn)
  addRow(foundation)
}

const addRow = (foundation: Foundation): void => {
  const metric = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: foundation.config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'audits' },
      statistic: 'Maximum',
      period: Duration.hours(6),
    })
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Audits: findings, urgent ones, checks that failed',
      width: 12,
      left: [metric('AuditFindings'), metric('AuditUrgent'), metric('AuditFailures')],
    }),
    new cloudwatch.GraphWidget({ title: 'Audits: waste, US dollars a month', width: 12, left: [metric('AuditWaste')] }),
  )
}

export const audits: Capability = {
  add: (stack, foundation, { config }) => {
    if (config.audits) addAudits(stack, foundation, config.audits)
    return {}
  },
}
