import { json, nothing, type Properties, pick, type Rule } from './rules.ts'

/** Services in front of, and around, what serves the web. */
export const webRules: Readonly<Record<string, Rule>> = {
  'AWS::WAFv2::IPSet': {
    how: 'CreateIPSet',
    standIn: (properties, logicalId) => ({
      calls: [
        json('wafv2', 'AWSWAF_20190729.CreateIPSet', {
          Name: logicalId,
          ...pick(properties, ['Name', 'Scope', 'IPAddressVersion', 'Addresses', 'Description', 'Tags']),
        }),
      ],
      identifier: '{Name}|{Id}|{Scope}',
      attributes: { Arn: '{ARN}', Id: '{Id}' },
    }),
  },
  'AWS::WAFv2::RuleGroup': {
    how: 'CreateRuleGroup',
    standIn: (properties, logicalId) => ({
      calls: [
        json('wafv2', 'AWSWAF_20190729.CreateRuleGroup', {
          Name: logicalId,
          ...pick(properties, ['Name', 'Scope', 'Capacity', 'Rules', 'Description', 'VisibilityConfig', 'Tags']),
        }),
      ],
      identifier: '{Name}|{Id}|{Scope}',
      attributes: { Arn: '{ARN}', Id: '{Id}' },
    }),
  },
  'AWS::WAFv2::WebACLAssociation': {
    how: 'AssociateWebACL',
    standIn: (properties) => ({
      calls: [json('wafv2', 'AWSWAF_20190729.AssociateWebACL', pick(properties, ['WebACLArn', 'ResourceArn']))],
      identifier: '{WebACLArn}|{ResourceArn}',
    }),
  },
  'AWS::WAFv2::LoggingConfiguration': nothing('no PutLoggingConfiguration'),
  'AWS::Route53::HealthCheck': {
    how: 'CreateHealthCheck',
    standIn: ({ HealthCheckConfig }, logicalId) => ({
      calls: [
        {
          style: 'xml',
          service: 'route53',
          action: 'CreateHealthCheckRequest',
          path: '/2013-04-01/healthcheck',
          parameters: { CallerReference: logicalId, HealthCheckConfig },
        },
      ],
      identifier: '{Id}',
      attributes: { HealthCheckId: '{Id}' },
    }),
  },
  'AWS::CloudFront::PublicKey': {
    how: 'CreatePublicKey',
    standIn: ({ PublicKeyConfig }) => ({
      calls: [
        {
          style: 'xml',
          service: 'cloudfront',
          action: 'PublicKeyConfig',
          path: '/2020-05-31/public-key',
          parameters: PublicKeyConfig as Properties,
        },
      ],
      identifier: '{Id}',
      attributes: { Id: '{Id}', CreatedTime: '{CreatedTime}' },
    }),
  },
  'AWS::CloudFront::KeyGroup': {
    how: 'CreateKeyGroup',
    standIn: ({ KeyGroupConfig }) => {
      const { Name, Comment, Items } = KeyGroupConfig as Properties
      return {
        calls: [
          {
            style: 'xml',
            service: 'cloudfront',
            action: 'KeyGroupConfig',
            path: '/2020-05-31/key-group',
            parameters: { Name, ...(Comment ? { Comment } : {}), Items: { PublicKey: Items } },
          },
        ],
        identifier: '{Id}',
        attributes: { Id: '{Id}', LastModifiedTime: '{LastModifiedTime}' },
      }
    },
  },
  'AWS::ElasticLoadBalancingV2::ListenerCertificate': nothing('no AddListenerCertificates'),
  'AWS::ECS::ClusterCapacityProviderAssociations': {
    how: 'PutClusterCapacityProviders',
    standIn: (properties) => ({
      calls: [
        json('ecs', 'AmazonEC2ContainerServiceV20141113.PutClusterCapacityProviders', {
          cluster: properties.Cluster,
          capacityProviders: properties.CapacityProviders ?? [],
          defaultCapacityProviderStrategy: strategyOf(properties.DefaultCapacityProviderStrategy),
        }),
      ],
      identifier: '{cluster}',
    }),
  },
}

const strategyOf = (strategy: unknown): unknown =>
  Array.isArray(strategy)
    ? strategy.map((entry) => pick(entry, [], { CapacityProvider: 'capacityProvider', Base: 'base', Weight: 'weight' }))
    : []
