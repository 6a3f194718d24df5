import { type App, Stack, type StackProps } from 'aws-cdk-lib'
import * as events from 'aws-cdk-lib/aws-events'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { eventsFromHome } from '../../shared/config/alerts/home-events.ts'
import type { Config } from '../../shared/config/schema.ts'
import { alertEventPatterns, type EventSourceName } from '../constructs/alert-events.ts'

export interface EventsStackProps extends StackProps {
  readonly deployment: string
  /** What is handed on, by the names in `alerts.events`. */
  readonly events: readonly EventSourceName[]
  /** Region of the deployment, to whose default bus they go. */
  readonly to: string
}

/**
 * Hands events on from the region in which alone AWS sends them to the default bus of the deployment's, where the same patterns meet them.
 * EventBridge tries for 24 hours. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, events: names, to, ...props }: EventsStackProps) {
    super(scope, id, props)
    const bus = `arn:${this.partition}:events:${to}:${this.account}:event-bus/default`
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('events.amazonaws.com') })
    role.addToPolicy(new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] }))
    const target: events.IRuleTarget = { bind: () => ({ arn: bus, role }) }
    for (const name of names)
      new events.Rule(this, `Forward-${name}`, {
        description: `Hands ${name} on to ${deployment} in ${to}`,
        eventPattern: alertEventPatterns[name],
        targets: [target],
      })
  }
}

/** The stack of a config that asks for such events from another region. */
export const composeEvents = (
  app: App,
  { name, region, alerts }: Config,
  { id, props }: { readonly id: string; readonly props: StackProps },
): void => {
  const wanted = alerts.forwardEvents ? eventsFromHome(alerts.events, region) : []
  if (wanted.length > 0) new EventsStack(app, id, { ...props, deployment: name, events: wanted, to: region })
}
