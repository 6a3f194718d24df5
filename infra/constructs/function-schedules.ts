import { type Duration, Stack, TimeZone } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import * as scheduler from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Construct } from 'constructs'
import type { DeadLetters } from './watched-queue.ts'

export interface FunctionSchedulesProps {
  readonly fn: lambda.Function
  /** Keeps what EventBridge Scheduler could not deliver. */
  readonly deadLetters: DeadLetters
}

export interface FunctionScheduleProps {
  readonly description: string
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly schedule: string
  /** IANA zone of a cron or at expression. Default `'UTC'`. */
  readonly zone?: string
  /** How long after its time a firing is still worth delivering, from a minute to a day. */
  readonly maxEventAge: Duration
  /** What the function gets. Default: Scheduler's own event. */
  readonly input?: scheduler.ScheduleTargetInput
  /** Default: CloudFormation makes one. */
  readonly name?: string
}

/** The schedules of one function, and the role by which EventBridge Scheduler may call it and nothing else. */
export class FunctionSchedules extends Construct {
  private readonly fn: lambda.Function
  private readonly deadLetters: DeadLetters
  private readonly role: iam.IRole

  constructor(scope: Construct, id: string, { fn, deadLetters }: FunctionSchedulesProps) {
    super(scope, id)
    this.fn = fn
    this.deadLetters = deadLetters
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }))
    role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queue.queueArn] }))
    // The target would also allow every version and alias of the function, of which there are none.
    this.role = role.withoutPolicyUpdates()
  }

  add(id: string, { schedule, zone = 'UTC', name, description, maxEventAge, input }: FunctionScheduleProps): void {
    new scheduler.Schedule(this, id, {
      description,
      ...(name ? { scheduleName: name } : {}),
      schedule: scheduler.ScheduleExpression.expression(schedule, TimeZone.of(zone)),
      target: new LambdaInvoke(this.fn, {
        role: this.role,
        ...(input ? { input } : {}),
        deadLetterQueue: this.deadLetters.queue,
        maxEventAge,
        // As often as it takes within that age; Scheduler backs off by itself.
        retryAttempts: 185,
      }),
    })
  }
}
