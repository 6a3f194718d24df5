import type { Stack } from 'aws-cdk-lib'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Config } from '../../shared/config/schema.ts'
import type { UsableData } from '../constructs/data/access.ts'
import type { Foundation } from '../constructs/foundation.ts'
import type { DeployedSets } from '../stacks/firewall.ts'
import type { EstateNetwork } from '../stacks/network.ts'

/** What capabilities find when they are added to the night shift, beside what all of them stand on. */
export interface Parts {
  readonly config: Config
  readonly network?: EstateNetwork
  /** What of the estate jobs may use. */
  readonly data?: UsableData
  /** What the estate has that is worth measuring. */
  readonly estate: {
    readonly cluster?: string
    readonly service?: string
    readonly databaseId?: string
    readonly certificateArn?: string
  }
  /** What the firewall's stacks have made for its functions, and for the thumbnails' view. */
  readonly firewall: {
    readonly sets: readonly DeployedSets[]
    /** ARN of the web ACL before the view. */
    readonly viewAcl?: string
  }
  /** The bucket of access logs, for those that are added after it. */
  readonly firewallLogs?: IBucket
  /** The buckets of thumbnails, for those that are added after them. */
  readonly ownBuckets?: { readonly uploads: IBucket; readonly thumbnails: IBucket }
}

/** What one capability adds to a deployment. */
export interface Capability {
  /** Makes its functions and what they need, where the config asks for it. @returns what those after it may use */
  readonly add: (stack: Stack, foundation: Foundation, parts: Parts) => Partial<Parts>
}
