import { Stack, type StackProps } from 'aws-cdk-lib'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from '../../shared/config/schema.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { Foundation } from '../constructs/foundation.ts'
import { addAlerts } from '../functions/alerts/alerts.ts'
import { addJobs } from '../functions/jobs/jobs.ts'
import { addLifecycle } from '../functions/lifecycle.ts'
import { addMetrics } from '../functions/metrics/metrics.ts'
import { addThumbnails } from '../functions/thumbnails/thumbnails.ts'
import type { EstateNetwork } from './network.ts'

export interface OperationsProps extends StackProps {
  readonly config: Config
  readonly network?: EstateNetwork
  /** What the estate has that is worth measuring. */
  readonly estate: {
    readonly cluster?: string
    readonly service?: string
    readonly databaseId?: string
    readonly certificateArn?: string
  }
  /** Names of log groups of the estate that alarms search: they are made here, so that the alarms wait for no other stack. */
  readonly logGroups?: readonly string[]
}

/** The night shift itself: what all capabilities stand on, and each capability that the config asks for. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { config, network, estate, logGroups = [], ...props }: OperationsProps) {
    super(scope, id, props)
    const foundation = new Foundation(this, 'Foundation', { config })
    for (const name of logGroups) makeEstateLogGroup(this, name)
    addAlerts(this, foundation)
    const ownBuckets: { readonly uploads: s3.IBucket; readonly thumbnails: s3.IBucket } | undefined = config.thumbnails
      ? addThumbnails(this, foundation, { config: config.thumbnails })
      : undefined
    if (config.jobs && network) addJobs(this, foundation, { config: config.jobs, network })
    if (config.lifecycle) addLifecycle(this, foundation, { config: config.lifecycle, ownBuckets })
    addMetrics(this, foundation, { config: config.metrics, jobs: Object.keys(config.jobs ?? {}), ownBuckets, estate })
  }
}
