import { Stack, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { cloudFrontList } from '../../../shared/config/estate/cloudfront-lists.ts'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import type { EstateNetwork } from '../../stacks/network.ts'

/** The load balancer in the public subnets, with a group of its own that lets out to nobody yet. */
export const makeBalancer = (
  scope: Construct,
  { vpc, publicSubnets, hasIpv6 }: EstateNetwork,
  accessLogs: s3.IBucket,
  { from }: WebConfig,
): elb.ApplicationLoadBalancer => {
  const group = new ec2.SecurityGroup(scope, 'BalancerGroup', {
    vpc,
    description: `The load balancer: HTTP and HTTPS from ${from === 'everyone' ? 'everywhere' : 'CloudFront'}, out to the web service only`,
    allowAllOutbound: false,
  })
  Validations.of(group).acknowledge({
    id: 'AwsSolutions-EC23',
    reason: 'A public site is open to the public, on 80 and 443.',
  })
  const balancer = new elb.ApplicationLoadBalancer(scope, 'Balancer', {
    vpc,
    vpcSubnets: publicSubnets,
    internetFacing: true,
    securityGroup: group,
    dropInvalidHeaderFields: true,
    ...(hasIpv6 ? { ipAddressType: elb.IpAddressType.DUAL_STACK } : {}),
  })
  balancer.logAccessLogs(accessLogs)
  return balancer
}

/** TLS 1.2 and 1.3: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const tlsWith = (certificateArn: string) => ({
  certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
  sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
})

/** The listener that serves people: HTTPS where there is a certificate, to which HTTP redirects, else HTTP. */
export const listen = (
  balancer: elb.ApplicationLoadBalancer,
  { certificateArn, from }: WebConfig,
): elb.ApplicationListener => {
  const open = from === 'everyone'
  const listener = certificateArn
    ? balancer.addListener('Https', {
        port: 443,
        open,
        ...tlsWith(certificateArn),
      })
    : balancer.addListener('Http', { port: 80, open })
  if (certificateArn && open) balancer.addRedirect()
  // The list weighs 55 of a group's 60 rules: there is room for one port, and CloudFront redirects by itself.
  if (!open)
    balancer.connections.allowFrom(
      ec2.Peer.prefixList(cloudFrontList(Stack.of(balancer).region)),
      ec2.Port.tcp(certificateArn ? 443 : 80),
      'CloudFront, by the list that AWS keeps',
    )
  return listener
}
