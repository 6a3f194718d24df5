import { backlogPerTask } from './backlog-per-task.ts'
import { certificates } from './certificates.ts'
import type { DeployedNames, DeployedTarget, Given } from './collector.ts'
import { databases } from './databases.ts'
import { groups } from './groups.ts'
import { jobs } from './jobs.ts'
import { loadBalancerCertificates } from './load-balancer-certificates.ts'
import { natGateways } from './nat-gateways.ts'
import { newestObject } from './newest-object.ts'
import { prefixSizes } from './prefix-sizes.ts'
import { replicas } from './replicas.ts'
import { services } from './services.ts'
import { smsBudget } from './sms-budget.ts'
import { smsSpending } from './sms-spending.ts'

/** The collectors that the config has a key for, under `metrics`, by that key. A new one is a file here and a line below. */
export const configured = {
  /** Queues whose waiting messages are divided by the running tasks of the service that works on them. */
  backlogPerTask,
  /** ECS services whose running tasks are compared with the desired ones. The estate's own is added by itself. */
  services,
  /** RDS instances whose free storage is measured as a share. The estate's own is added by itself. */
  databases,
  /** Prefixes under which something new should keep arriving; up to 10,000 objects each. */
  newestObject,
  /** ACM certificates, by ARN, whose remaining days are measured. The estate's own is added by itself. */
  certificates,
  /** Load balancers, by name, of whose listeners' certificates the remaining days are measured. */
  loadBalancerCertificates,
  /** NAT gateways, by id, whose billed bytes are measured, both directions together. */
  natGateways,
  /** Prefixes whose objects are counted and added up; up to 10,000 objects each. */
  prefixSizes,
  /** Read replicas of RDS, by identifier, whose lag is measured. */
  replicas,
  /** Auto Scaling groups, by name, whose distance from their maximum is measured. */
  groups,
  /** Whether what is left of `alerts.smsBudget` is measured. */
  smsBudgetLeft: smsBudget,
}

/** The collectors that look at what the deployment itself has. */
const implied = [jobs, smsSpending]

/** The names of all metrics that collectors may measure. */
export const collectedMetrics: readonly string[] = [...Object.values(configured), ...implied].flatMap(
  ({ metrics }) => metrics,
)

/** The schemas of the collectors' keys. */
export type CollectorSchemas = { [Key in keyof typeof configured]: ReturnType<(typeof configured)[Key]['schema']> }

/** The collectors' parts of the config, checked. */
export type CollectorValues = {
  readonly [Key in keyof typeof configured]: Parameters<(typeof configured)[Key]['targets']>[0]
}

/** What is deployed with the collector: the collectors' parts of the config, and what they are given beside. */
export type CollectorConfig = CollectorValues &
  Omit<Given, 'deployed'> & {
    readonly namespace: string
    readonly bySecond?: readonly string[] | undefined
    readonly seriesBudget?: number | undefined
  }

/** Everything to look at, once each. @throws Error when a bucket of Nightshift's own is not deployed */
export const targetsOf = (config: CollectorConfig, deployed: DeployedNames): DeployedTarget[] => {
  const given = { ...config, deployed }
  return [
    ...(Object.keys(configured) as (keyof typeof configured)[]).flatMap((key) => targetsOfKey(key, config, given)),
    ...implied.flatMap((collector) => collector.targets(undefined, given)),
  ]
}

// The value of a key is what its own collector takes; that the two belong together is lost in the union of all.
const targetsOfKey = <Key extends keyof typeof configured>(
  key: Key,
  values: CollectorValues,
  given: Given,
): readonly DeployedTarget[] => configured[key].targets(values[key] as never, given)
