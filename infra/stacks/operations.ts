import { Stack, type StackProps } from 'aws-cdk-lib'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { Foundation } from '../constructs/foundation.ts'
import type { Parts } from '../functions/capability.ts'
import { capabilities } from '../functions/index.ts'

export interface OperationsProps extends StackProps, Omit<Parts, 'ownBuckets' | 'firewallLogs'> {}

/** The night shift itself: what all capabilities stand on, and each capability that the config asks for. */
export class OperationsStack extends Stack {
  /** What all capabilities stand on, for what stands beside this stack. */
  readonly foundation: Foundation
  /** The firewall's bucket of access logs, where there is a firewall. */
  readonly firewallLogs: IBucket | undefined

  constructor(scope: Construct, id: string, { config, network, data, estate, firewall, ...props }: OperationsProps) {
    super(scope, id, props)
    const foundation = new Foundation(this, 'Foundation', { config })
    this.foundation = foundation
    let parts: Parts = { config, estate, firewall, ...(network ? { network } : {}), ...(data ? { data } : {}) }
    for (const { add } of capabilities) parts = { ...parts, ...add(this, foundation, parts) }
    this.firewallLogs = parts.firewallLogs
  }
}
