import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { ownSources } from '../../../shared/firewall/scopes.ts'
import { ask, askAll } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem } from '../finding.ts'

/** A load balancer of the estate and its attributes. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
export interface SeenBalancer {
  readonly arn: string
  readonly attributes: Readonly<Record<string, string>>
}

export const loggingFindings = (balancers: readonly SeenBalancer[], region: string): Finding[] =>
  balancers.map(({ arn, attributes }) =>
    attributes['access_logs.s3.enabled'] === 'true'
      ? ok(`The load balancer writes access logs to ${attributes['access_logs.s3.bucket'] ?? 'a bucket'}.`)
      : problem(
          'The load balancer writes no access logs: somebody has turned them off.',
          'The firewall sees none of its requests, and blocks nobody.',
          `Deploy again, or turn them on: aws elbv2 modify-load-balancer-attributes --region ${region} --load-balancer-arn ${arn} --attributes Key=access_logs.s3.enabled,Value=true`,
        ),
  )

/** Whether the estate's load balancer still writes the logs that its template asks for. */
export const logging = defineCheck({
  name: 'firewall-logging',
  about: 'whether the load balancer writes access logs',
  when: (config) => ownSources(config).web,
  onceDeployed: true,
  ask: async ({ config, connect, call }) => {
    const client = connect(CloudFormationClient, config.region)
    const resources = await askAll(
      'cloudformation:ListStackResources',
      paginateListStackResources({ client }, { StackName: `${config.name}-web` }, call),
      ({ StackResourceSummaries }) => StackResourceSummaries,
    )
    const arns = resources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === 'AWS::ElasticLoadBalancingV2::LoadBalancer' ? (PhysicalResourceId ?? []) : [],
    )
    return Promise.all(
      arns.map(async (arn): Promise<SeenBalancer> => {
        const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn })
        const { Attributes = [] } = await ask('elasticloadbalancing:DescribeLoadBalancerAttributes', () =>
          connect(ElasticLoadBalancingV2Client, config.region).send(command, call),
        )
        return { arn, attributes: Object.fromEntries(Attributes.map(({ Key = '', Value = '' }) => [Key, Value])) }
      }),
    )
  },
  decide: (balancers: readonly SeenBalancer[], { config }) => loggingFindings(balancers, config.region),
})
