import { ArnFormat, CfnOutput, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import type { ProofPlace } from '../../../functions/backups/kinds/kind.ts'
import { clientOf } from '../../../functions/backups/proofs/client.ts'
import { checkTaskOf } from '../../../functions/backups/proofs/task.ts'
import type { ProofCheck, ProofConfig } from '../../../shared/config/backups/proofs.ts'
import type { BackupsConfig } from '../../../shared/config/backups/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { terminal } from '../../../shared/terminal.ts'
import { imageOf } from '../../constructs/container-image.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { nagText } from '../../constructs/nag-text.ts'
import { letIntoEndpoints } from '../../constructs/network/endpoints.ts'
import type { EstateNetwork } from '../../stacks/network.ts'

/** What the function of backups gets for its proofs. */
export interface ProofsMade {
  readonly environment: Readonly<Record<string, string>>
  /** Lets it start, watch and stop the checks, and read what they say. */
  readonly grant: (fn: lambda.Function) => void
}

interface Groups {
  readonly vpc: ec2.IVpc
  readonly databaseGroup: ec2.SecurityGroup
  readonly taskGroup: ec2.SecurityGroup
}

/** A group for restored copies that lets in the checks alone and nothing out, and one for the checks. */
const groupsIn = (stack: Stack, suffix: string, vpc: ec2.IVpc): Groups => {
  const taskGroup = new ec2.SecurityGroup(stack, `ProofChecks${suffix}`, {
    vpc,
    description: 'Checks of restored copies: nobody may reach them, they may reach out',
  })
  const databaseGroup = new ec2.SecurityGroup(stack, `ProofCopies${suffix}`, {
    vpc,
    description: 'Restored copies: reached by their checks alone, nothing out',
    allowAllOutbound: false,
  })
  // A copy keeps its original's port, which is known when it is restored. RDS takes these.
  databaseGroup.addIngressRule(taskGroup, ec2.Port.tcpRange(1_150, 65_535), 'The check of the copy')
  return { vpc, databaseGroup, taskGroup }
}

/** The client and the question of one check, as a task. Its role may do nothing; what starts it may read the one secret. */
const addTask = (stack: Stack, { config }: Foundation, proof: string, check: ProofCheck): ecs.FargateTaskDefinition => {
  const { family, container, logGroup, logPrefix } = checkTaskOf(config.name, proof)
  const definition = new ecs.FargateTaskDefinition(stack, `ProofTask-${proof}`, { family })
  const { image, command, environment, passwordVariable, userVariable } = clientOf(check)
  const secret =
    check.secret === undefined
      ? undefined
      : secretsmanager.Secret.fromSecretCompleteArn(definition, 'Secret', check.secret)
  definition.addContainer(container, {
    containerName: container,
    image: imageOf(image),
    command: [...command],
    environment: { ...environment },
    secrets: secret
      ? {
          [passwordVariable]: ecs.Secret.fromSecretsManager(secret, 'password'),
          ...(check.user === undefined ? { [userVariable]: ecs.Secret.fromSecretsManager(secret, 'username') } : {}),
        }
      : {},
    logging: ecs.LogDrivers.awsLogs({
      logGroup: new logs.LogGroup(stack, `ProofLogs-${proof}`, {
        logGroupName: logGroup,
        retention: config.logDays as logs.RetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      streamPrefix: logPrefix,
    }),
  })
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'Plain variables hold what the config calls no secret.',
  })
  return definition
}

/** A key of one's own that encrypts the secret: it may decrypt for Secrets Manager alone. */
const grantKeys = (definition: ecs.TaskDefinition, { check, kmsKeys }: ProofConfig): void => {
  if (check?.secret === undefined || kmsKeys.length === 0) return
  definition.obtainExecutionRole().addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Keys',
      actions: ['kms:Decrypt'],
      resources: [...kmsKeys],
      conditions: { StringLike: { 'kms:ViaService': `secretsmanager.*.${definition.stack.urlSuffix}` } },
    }),
  )
}

const acknowledge = (fn: lambda.Function, resource: string, reason: string): void =>
  fn.role?.node.addValidation({
    validate: () => {
      if (fn.role)
        Validations.of(fn.role).acknowledge({
          id: `AwsSolutions-IAM5[Resource::${nagText(resource, fn.stack)}]`,
          reason,
        })
      return []
    },
  })

const grantChecks = (fn: lambda.Function, cluster: ecs.Cluster, tasks: readonly ecs.FargateTaskDefinition[]): void => {
  const { stack } = fn
  const conditions = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } }
  const families = tasks.map(({ family }) =>
    stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` }),
  )
  grantList(fn, { sid: 'StartChecks', actions: ['ecs:RunTask'], resources: families, conditions })
  for (const family of families) acknowledge(fn, family, 'Any revision of this one family: the newest is started.')
  const running = stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })
  grantList(fn, {
    sid: 'WatchChecks',
    actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
    resources: [running],
    conditions,
  })
  acknowledge(fn, running, 'ECS makes the ids of tasks; they are all in the cluster of checks.')
  grantList(fn, {
    sid: 'TagChecks',
    actions: ['ecs:TagResource'],
    resources: [running],
    conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
  })
  grantList(fn, {
    sid: 'HandOverCheckRoles',
    actions: ['iam:PassRole'],
    resources: tasks.flatMap((task) => [task.taskRole.roleArn, task.obtainExecutionRole().roleArn]),
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  })
}

const grantLogs = (fn: lambda.Function, deployment: string, proofs: readonly string[]): void => {
  const resources = proofs.map((proof) =>
    fn.stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${checkTaskOf(deployment, proof).logGroup}:log-stream:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  )
  grantList(fn, { sid: 'ReadChecks', actions: ['logs:GetLogEvents'], resources })
  for (const resource of resources)
    acknowledge(fn, resource, 'Each check writes a stream of its own to this one group.')
}

/** The alarm of a proof: how long ago its restore was last proven. A look that no longer measures sets it off, too. */
const addAlarm = (
  stack: Stack,
  foundation: Foundation,
  proof: string,
  { of, overdueAfter }: ProofConfig,
): cloudwatch.Metric => {
  const { name, metrics } = foundation.config
  const metric = new cloudwatch.Metric({
    namespace: metrics.namespace,
    metricName: 'LastProvenRestoreHours',
    dimensionsMap: { Capability: 'backups', Proof: proof },
    statistic: 'Maximum',
    period: Duration.hours(1),
  })
  foundation.watch(
    new cloudwatch.Alarm(stack, `ProofOverdue-${proof}`, {
      alarmName: `${name}-backups-proof-overdue-${proof}`,
      alarmDescription: `proof.overdue: no snapshot of ${of} was restored and checked for ${overdueAfter}. "${terminal} backups proofs" says why; "${terminal} backups prove ${proof}" tries it now.`,
      metric,
      threshold: durationSeconds(overdueAfter) / 3_600,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }),
  )
  return metric.with({ label: proof })
}

/**
 * What proofs stand in: the isolated groups, the checks' cluster and tasks, and an alarm for each proof.
 * @param network the estate's, where there is one
 */
export const addProofs = (
  stack: Stack,
  foundation: Foundation,
  { proofs }: BackupsConfig,
  network: EstateNetwork | undefined,
): ProofsMade => {
  const all = Object.entries(proofs)
  if (all.length === 0) return { environment: {}, grant: () => {} }
  const own = all.flatMap(([proof, config]) => (config.network ? [{ proof, network: config.network }] : []))
  const estate = network && own.length < all.length ? groupsIn(stack, '', network.vpc) : undefined
  if (network && estate) letIntoEndpoints(stack, 'ProofChecksToEndpoints', network, estate.taskGroup)
  const foreign = own.map(({ proof, network: { vpc, subnets, assignPublicIp } }) => ({
    proof,
    subnets,
    assignPublicIp,
    groups: groupsIn(
      stack,
      `-${proof}`,
      ec2.Vpc.fromVpcAttributes(stack, `ProofVpc-${proof}`, { vpcId: vpc, availabilityZones: [`${stack.region}a`] }),
    ),
  }))
  const checks = all.flatMap(([proof, config]) =>
    config.check ? [{ proof, task: addTask(stack, foundation, proof, config.check), config }] : [],
  )
  for (const { task, config } of checks) grantKeys(task, config)
  const vpc = estate?.vpc ?? foreign[0]?.groups.vpc
  const cluster = checks.length > 0 && vpc ? addCluster(stack, vpc) : undefined
  // For the laptop's stand-in for Fargate alone: the console needs it for nothing, and its environment is full.
  if (cluster) new CfnOutput(stack, 'ProofClusterName', { value: cluster.clusterName })

  const placeOf = (groups: Groups, subnets: readonly string[], assignPublicIp: boolean): ProofPlace => ({
    vpc: groups.vpc.vpcId,
    databaseGroup: groups.databaseGroup.securityGroupId,
    cluster: cluster?.clusterName ?? '',
    subnets,
    taskGroup: groups.taskGroup.securityGroupId,
    assignPublicIp,
  })
  const places: Record<string, ProofPlace> = Object.fromEntries(
    foreign.map(({ proof, groups, subnets, assignPublicIp }) => [proof, placeOf(groups, subnets, assignPublicIp)]),
  )
  if (network && estate)
    places['*'] = placeOf(
      estate,
      network.vpc.selectSubnets(network.tasks.subnets).subnetIds,
      network.tasks.assignPublicIp,
    )
  const overdue = all.map(([proof, config]) => addAlarm(stack, foundation, proof, config))
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({ title: 'Hours since the last proven restore', width: 24, left: overdue.slice(0, 10) }),
  )
  return {
    environment: { PROOF_PLACES: stack.toJsonString(places) },
    grant: (fn) => {
      if (!cluster) return
      grantChecks(
        fn,
        cluster,
        checks.map(({ task }) => task),
      )
      grantLogs(
        fn,
        foundation.config.name,
        checks.map(({ proof }) => proof),
      )
    },
  }
}

const addCluster = (stack: Stack, vpc: ec2.IVpc): ecs.Cluster => {
  const cluster = new ecs.Cluster(stack, 'ProofCluster', {
    vpc,
    containerInsightsV2: ecs.ContainerInsights.DISABLED,
  })
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions-ECS4',
    reason: 'Container Insights costs a metric for each task; the ledger and the log show how each check went.',
  })
  return cluster
}
