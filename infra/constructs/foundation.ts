import { ArnFormat, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as events from 'aws-cdk-lib/aws-events'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import * as sns from 'aws-cdk-lib/aws-sns'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Config } from '../../shared/config/schema.ts'
import { ledgerIndexes } from '../../shared/ledger/indexes.ts'
import { makeLogGroupsFirst } from './log-groups-first.ts'

/** What every capability stands on: the ledger, the bus of signals, the topics that page, the dashboard. */
export class Foundation extends Construct {
  readonly config: Config
  readonly ledger: dynamodb.TableV2
  /** Carries signals from one capability to the others. */
  readonly bus: events.EventBus
  /** What comes here is routed to whoever is on call. */
  readonly alarmTopic: sns.Topic
  /** Tells people directly, without any function of ours. */
  readonly fallbackTopic: sns.Topic
  readonly dashboard: cloudwatch.Dashboard
  /** What has been published so far, by name. */
  readonly outputs = new Map<string, string>()
  /** Every function of ours: its name, and its memory in MiB, by which it is billed. */
  readonly functions: { readonly name: string; readonly memory: number }[] = []
  /** The functions by which people act. */
  readonly acting: lambda.IFunction[] = []
  /** Every queue, and whether it keeps what failed. */
  readonly queues: { readonly queue: sqs.IQueue; readonly isDead: boolean }[] = []
  /** The functions whose failed events are kept: they get them again when somebody replays them. */
  readonly replayed: lambda.IFunction[] = []

  constructor(scope: Construct, id: string, props: { readonly config: Config }) {
    super(scope, id)
    this.config = props.config
    makeLogGroupsFirst(Stack.of(this))
    this.ledger = this.makeLedger()
    this.bus = new events.EventBus(this, 'Signals', { eventBusName: `${props.config.name}-signals` })
    this.alarmTopic = this.makeTopic('AlarmTopic')
    this.fallbackTopic = this.makeTopic('FallbackTopic')
    // Rules of EventBridge and event subscriptions of RDS may send events to be routed; nothing but alarms speaks to people directly.
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html
    for (const service of ['events', 'events.rds'])
      this.letPublish(this.alarmTopic, service, { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } })
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName: props.config.name })
    this.output('LedgerTable', this.ledger.tableName)
    this.output('AlarmTopicArn', this.alarmTopic.topicArn)
    this.output('FallbackTopicArn', this.fallbackTopic.topicArn)
    this.output('SignalBus', this.bus.eventBusName)
    this.output('Dashboard', props.config.name)
  }

  /** Publishes a value under exactly this name, for the command line and for whoever builds on the stack. */
  output(name: string, value: string): void {
    new CfnOutput(Stack.of(this), name, { value })
    this.outputs.set(name, value)
  }

  /** Publishes a function's name, and that people act by it: the console hands over to it what somebody asks for. */
  actBy(name: string, fn: lambda.Function): void {
    this.output(name, fn.functionName)
    const { defaultChild } = fn.node
    if (defaultChild instanceof lambda.CfnFunction && defaultChild.functionName !== undefined)
      this.outputs.set(name, defaultChild.functionName)
    this.acting.push(fn)
  }

  /** Makes an alarm and connects it to a topic, for going off and for recovering. */
  watch(alarm: cloudwatch.Alarm, topic: sns.ITopic = this.alarmTopic): void {
    const action = new SnsAction(topic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
  }

  /** Lets a function read and write the ledger in the ways that `shared/ledger` does: it never scans and never deletes. */
  grantLedger(fn: iam.IGrantable): void {
    const { tableArn } = this.ledger
    const indexes = Object.values(ledgerIndexes).map((name) => `${tableArn}/index/${name}`)
    const allow = (sid: string, actions: string[], resources: string[]) =>
      fn.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ sid, actions, resources }))
    allow('Ledger', ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], [tableArn])
    allow('LedgerIndexes', ['dynamodb:Query'], indexes)
  }

  private makeLedger(): dynamodb.TableV2 {
    const string = (name: string) => ({ name, type: dynamodb.AttributeType.STRING })
    return new dynamodb.TableV2(this, 'Ledger', {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      globalSecondaryIndexes: [
        { indexName: ledgerIndexes.byKind, partitionKey: string('kind'), sortKey: string('at') },
        { indexName: ledgerIndexes.open, partitionKey: string('open'), sortKey: string('at') },
      ],
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      // Even when its first deployment fails: a table that is protected cannot be deleted, and the rollback would fail too.
      // CloudFormation makes the name, so the one of the next try is another.
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  private makeTopic(id: string): sns.Topic {
    const topic = new sns.Topic(this, id, { enforceSSL: true })
    const { account } = Stack.of(this)
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    // A topic with a policy of its own loses the default one that lets the account's alarms publish. No more than alarms of
    // this account and region: what is published may close an incident, too.
    this.letPublish(topic, 'cloudwatch', {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': alarms },
    })
    return topic
  }

  private letPublish(topic: sns.Topic, service: string, conditions: Readonly<Record<string, object>>): void {
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions,
      }),
    )
  }
}
