import { CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { NetworkPlan } from '../../shared/reach/estate/plan.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { addConsolePage } from '../functions/console/console.ts'

export interface ConsoleStackProps extends StackProps {
  /** What the night shift stands on: the page reads its ledger and hands over to its functions. */
  readonly foundation: Foundation
  /** The network, to be shown. Left out: it is not known, or there is none. */
  readonly network?: NetworkPlan
}

/**
 * The web page. It reads what it takes of the night shift from that stack's outputs when it is deployed: nothing there is held fast
 * by it, so that a part of the config can still be taken out.
 */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, { foundation, network, ...props }: ConsoleStackProps) {
    super(scope, id, props)
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK)
    addConsolePage(this, foundation, network)
  }
}
