import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Peer } from '../../shared/config/estate/peers-schema.ts'
import { farVpcId, PeeringFunction } from '../constructs/network/peering.ts'

export interface PeerStackProps extends StackProps {
  readonly peer: Peer
  /** The connection, which the network's stack makes. */
  readonly peeringId: string
  /** The range of the near side. */
  readonly cidr: string
}

/** The far side of a peering, in its region: routes in all of its tables, and names that resolve to private addresses. */
export class PeerStack extends Stack {
  constructor(scope: Construct, id: string, { peer, peeringId, cidr, ...props }: PeerStackProps) {
    super(scope, id, props)
    new PeeringFunction(this).add('Peer', {
      peeringId,
      sides: ['Accepter'],
      far: { vpcId: farVpcId(peer, this.region), cidr },
    })
  }
}
