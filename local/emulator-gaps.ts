import { readFileSync } from 'node:fs'
import { dataRules } from './gaps/data.ts'
import { widenPermissions } from './gaps/iam.ts'
import { withoutIpv6Ranges } from './gaps/ipv6.ts'
import { networkRules } from './gaps/network.ts'
import { operationsRules } from './gaps/operations.ts'
import { openOrigins } from './gaps/origins.ts'
import type { Properties, Rule } from './gaps/rules.ts'
import { permitSecretsByArn } from './gaps/secrets.ts'
import { spellTaskDefinitions } from './gaps/task-definitions.ts'
import { allowPlainHttp } from './gaps/transport.ts'
import { webRules } from './gaps/web.ts'

type Resource = { readonly Type: string; readonly Properties?: Properties; readonly [attribute: string]: unknown }

export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Parameters?: Readonly<Record<string, unknown>>
  readonly Rules?: Readonly<Record<string, unknown>>
  readonly [section: string]: unknown
}

/** A resource that the emulator refuses, and what stands in for it. */
export type Turned = { readonly logicalId: string; readonly type: string; readonly how: string }

/**
 * Every CloudFormation type that the emulator (1.5.33) refuses and that our templates may hold. Where it has the API behind
 * the type, the resource becomes a custom resource that makes the call with the same properties; where it has none, one
 * that makes nothing. Nothing is undone on deletion: it ends with the emulator, which keeps nothing.
 */
export const gapRules: Readonly<Record<string, Rule>> = {
  ...networkRules,
  ...webRules,
  ...operationsRules,
  ...dataRules,
}

const providerId = 'EmulatorGapProvider'

/** The function that makes the calls. On the laptop alone, so its role may do everything. */
const provider = (): Readonly<Record<string, Resource>> => ({
  [`${providerId}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'everything',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      ],
    },
  },
  [providerId]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Role: { 'Fn::GetAtt': [`${providerId}Role`, 'Arn'] },
      Code: { ZipFile: readFileSync(new URL('./gaps/provider.cjs', import.meta.url), 'utf8') },
    },
  },
})

const turn = ({ standIn }: Rule, logicalId: string, resource: Resource): Resource => {
  const { calls, identifier, attributes } = standIn(resource.Properties ?? {}, logicalId)
  return {
    ...resource,
    Type: `Custom::${resource.Type.replaceAll('::', '-')}`,
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [providerId, 'Arn'] },
      // Seconds that CloudFormation waits for the answer.
      ServiceTimeout: '20',
      Calls: calls,
      Identifier: identifier,
      Attributes: attributes ?? {},
    },
  }
}

const without = (section: Readonly<Record<string, unknown>> | undefined, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(section ?? {}).filter(([key]) => key !== name))

/**
 * A template that the emulator accepts, and what was turned in it; the one given is left as it is.
 * The check for CDK's bootstrap stack goes, since the laptop deploys without one, and so does the demand for TLS;
 * permissions are widened where the emulator, when it enforces IAM, judges otherwise than AWS, and name secrets by their ARN;
 * containers' files and secrets are spelled as it wants them. Subnets have no IPv6 range, and functions behind CloudFront take
 * what it does not sign.
 */
export const fillGaps = (template: Template): { readonly template: Template; readonly turned: readonly Turned[] } => {
  const turned: Turned[] = []
  const resources = Object.entries(
    openOrigins(
      withoutIpv6Ranges(spellTaskDefinitions(permitSecretsByArn(widenPermissions(allowPlainHttp(template.Resources))))),
    ),
  ).map(([logicalId, resource]): [string, Resource] => {
    const rule = gapRules[resource.Type]
    if (!rule || rule.when?.(resource.Properties ?? {}) === false) return [logicalId, resource]
    turned.push({ logicalId, type: resource.Type, how: rule.how })
    return [logicalId, turn(rule, logicalId, resource)]
  })
  return {
    template: {
      ...template,
      Parameters: without(template.Parameters, 'BootstrapVersion'),
      Rules: without(template.Rules, 'CheckBootstrapVersion'),
      Resources: { ...Object.fromEntries(resources), ...(turned.length > 0 ? provider() : {}) },
    },
    turned,
  }
}
