import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import { tlsWith } from './balancer.ts'

/** A second listener, in the protocol of the first, which forwards to the service and lets in the named ranges alone. Nothing where the config has none. */
export const listenForTests = (
  balancer: elb.ApplicationLoadBalancer,
  targets: elb.ApplicationTargetGroup,
  { testListener, certificateArn }: WebConfig,
): void => {
  if (!testListener) return
  const { port, from } = testListener
  balancer.addListener('Test', {
    port,
    protocol: certificateArn ? elb.ApplicationProtocol.HTTPS : elb.ApplicationProtocol.HTTP,
    open: false,
    ...(certificateArn ? tlsWith(certificateArn) : {}),
    defaultTargetGroups: [targets],
  })
  for (const range of from)
    balancer.connections.allowFrom(
      range.includes(':') ? ec2.Peer.ipv6(range) : ec2.Peer.ipv4(range),
      ec2.Port.tcp(port),
      `Tests from ${range}`,
    )
}
