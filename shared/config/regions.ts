import { regionsAsOf } from '../sms-regions.ts'
import { channelRegionProblems } from './alerts/problems.ts'
import { problem } from './explain.ts'
import { field } from './references.ts'
import { regionPattern } from './region-pattern.ts'

/**
 * Regions without Lambda function URLs, each with a near one that has them.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
 */
const withoutFunctionUrls: Readonly<Record<string, string>> = {
  'ap-east-2': 'ap-northeast-1',
  'ap-south-2': 'ap-south-1',
  'ap-southeast-4': 'ap-southeast-2',
  'ap-southeast-5': 'ap-southeast-1',
  'ap-southeast-6': 'ap-southeast-2',
  'ap-southeast-7': 'ap-southeast-1',
  'ca-west-1': 'ca-central-1',
  'eu-central-2': 'eu-central-1',
  'eu-south-2': 'eu-west-3',
  'il-central-1': 'eu-central-1',
  'me-central-1': 'me-south-1',
}

/**
 * Partitions without them: China, the GovCloud, and those that are closed to the public.
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/lambda.html
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-lambda.html
 */
const partitionsWithoutFunctionUrls = /^(cn|us-gov|us-iso\w*|eu-iso\w*)-/

/** What is wrong with a region for the whole deployment, or nothing. */
const regionProblem = (region: string): string[] => {
  const near = Object.hasOwn(withoutFunctionUrls, region) ? withoutFunctionUrls[region] : undefined
  if (near === undefined && !partitionsWithoutFunctionUrls.test(region)) return []
  return [
    problem(
      ['region'],
      region,
      `a region with Lambda function URLs, such as ${near ?? 'us-east-1'}: the page on which alerts are acknowledged has one, and AWS has none in ${region} (as of ${regionsAsOf}; https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html)`,
    ),
  ]
}

/** Where AWS's page has function URLs, and CloudFormation's schemas have no AWS::Lambda::Url: one of them is behind. */
const uncertain: readonly string[] = ['mx-central-1']

/** What may be missing in a region, as far as AWS's own sources contradict each other. */
export const regionWarnings = (region: string): string[] =>
  uncertain.includes(region)
    ? [
        `region: CloudFormation's schemas have no Lambda function URL in ${region} (as of ${regionsAsOf}), though https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html does not exclude it: the first deployment may fail there`,
      ]
    : []

/**
 * What AWS does not have in a region, and a deployment needs there.
 * @param config as it was written: any part may be missing or of another type
 */
export const regionProblems = (config: unknown): string[] => {
  const [region, alerts] = [field(config, 'region'), field(config, 'alerts')]
  if (typeof region !== 'string' || !regionPattern.test(region)) return []
  const problems = regionProblem(region)
  // In another region than the one that is refused, the rest may be well.
  return problems.length > 0 ? problems : channelRegionProblems(region, alerts)
}
