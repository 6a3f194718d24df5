import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as wafv2 from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import type { WebConfig } from '../../shared/config/estate/schema.ts'
import type { UsableData } from '../constructs/data/access.ts'
import type { WebOrigin } from '../constructs/edge/web-service.ts'
import { makeAccessLogs } from '../constructs/web/access-logs.ts'
import { listen, makeBalancer } from '../constructs/web/balancer.ts'
import { addRules } from '../constructs/web/rules.ts'
import { scale, scaleOnRequests } from '../constructs/web/scaling.ts'
import { makeService } from '../constructs/web/service.ts'
import { addTargets } from '../constructs/web/targets.ts'
import { makeTask } from '../constructs/web/task.ts'
import { listenForTests } from '../constructs/web/test-listener.ts'
import type { EstateNetwork } from './network.ts'

export interface WebStackProps extends StackProps {
  readonly config: WebConfig
  readonly network: EstateNetwork
  /** What of the estate the service uses. Default: nothing. */
  readonly data?: UsableData
  /** What looks at the balancer's access logs, and its web ACL. Default: nobody. */
  readonly firewall?: { readonly webAclArn: string }
}

/** The log group of a stack's web service, which the network's stack makes. */
export const webLogGroup = (stackName: string): string => `/nightshift/${stackName}`

/** A service on Fargate behind a load balancer in two zones: HTTPS where there is a certificate, more tasks under load. */
export class WebStack extends Stack {
  readonly clusterName: string
  readonly serviceName: string
  /** What CloudFront is put before. */
  readonly origin: WebOrigin

  constructor(scope: Construct, id: string, { config, network, data = {}, firewall, ...props }: WebStackProps) {
    super(scope, id, props)
    // Known before the stack is there, so that what looks after the service does not wait for it: a bad image would hold it up.
    this.clusterName = this.stackName
    this.serviceName = this.stackName
    const logGroupName = webLogGroup(this.stackName)
    const logGroup = logs.LogGroup.fromLogGroupName(this, 'Logs', logGroupName)
    const taskDefinition = makeTask(this, { config, logGroup, logGroupName, data })
    const { clusterName, serviceName } = this
    const service = makeService(this, { clusterName, serviceName, network, taskDefinition, data })
    const count = scale(service, config)
    const accessLogs = makeAccessLogs(this, firewall !== undefined)
    const balancer = makeBalancer(this, network, accessLogs, config)
    if (firewall)
      new wafv2.CfnWebACLAssociation(this, 'WebAcl', {
        webAclArn: firewall.webAclArn,
        resourceArn: balancer.loadBalancerArn,
      })
    const listener = listen(balancer, config)
    const targets = addTargets(listener, service, config)
    scaleOnRequests(count, targets, config)
    addRules(listener, config)
    listenForTests(balancer, targets, config)
    this.origin = { domainName: balancer.loadBalancerDnsName, speaksHttps: config.certificateArn !== undefined }
    const scheme = config.certificateArn ? 'https' : 'http'
    new CfnOutput(this, 'LoadBalancerUrl', { value: `${scheme}://${balancer.loadBalancerDnsName}` })
    new CfnOutput(this, 'WebClusterName', { value: this.clusterName })
    new CfnOutput(this, 'WebServiceName', { value: this.serviceName })
    new CfnOutput(this, 'AccessLogsBucket', { value: accessLogs.bucketName })
  }
}
