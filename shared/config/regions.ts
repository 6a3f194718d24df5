import { pathText, problem } from './explain.ts'
import { entries, field, list } from './references.ts'

/** What the name of a region looks like. */
export const regionPattern = /^[a-z]{2}(-[a-z]+)+-\d$/

/** The day on which the lists below were read. */
export const regionsAsOf = '2026-11-30'

/**
 * Regions from which SNS sends text messages. Seoul, Hong Kong and Mexico are not among them, and in China and in GovCloud's
 * east there are none. https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html, with New Zealand and
 * Taipei of https://aws.amazon.com/about-aws/whats-new/2026/02/amazon-sns-sms-region-expansion
 */
export const smsRegions: readonly string[] = [
  'af-south-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-6',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]

/**
 * For a region that sends none, the nearest one that does and that every account may use without opting in. Cognito, too,
 * sends Seoul's text messages from Tokyo.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html
 */
const nearest: Readonly<Record<string, string>> = {
  'ap-east-1': 'ap-southeast-1',
  'ap-northeast-2': 'ap-northeast-1',
  'mx-central-1': 'us-west-2',
}

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

/** Whether SNS sends text messages from a region. */
export const sendsSms = (region: string): boolean => smsRegions.includes(region)

/** The region from which text messages are sent where the config does not say: its own, or the nearest. Nothing where neither is known. */
export const smsRegionFor = (region: string): string | undefined => (sendsSms(region) ? region : nearest[region])

/** What is wrong with a region for the whole deployment, or nothing. */
const regionProblem = (region: string): string[] => {
  const near = Object.hasOwn(withoutFunctionUrls, region) ? withoutFunctionUrls[region] : undefined
  if (near === undefined && !partitionsWithoutFunctionUrls.test(region)) return []
  return [
    problem(
      ['region'],
      region,
      `a region with Lambda function URLs, such as ${near ?? 'us-east-1'}: the page on which alerts are acknowledged has one, and AWS has none in ${region} (as of ${regionsAsOf})`,
    ),
  ]
}

/** Everybody who is told by text message needs a region that sends it. */
const smsRegionProblem = (region: string, alerts: unknown): string[] => {
  if (field(alerts, 'smsRegion') !== undefined) return []
  const [name] =
    entries(field(alerts, 'responders') as { readonly [key: string]: unknown } | undefined).find(
      ([, responder]) => field(responder, 'sms') !== undefined,
    ) ?? []
  if (name === undefined || smsRegionFor(region) !== undefined) return []
  return [
    problem(
      ['alerts', 'smsRegion'],
      undefined,
      `a region from which SNS sends text messages, because ${name} has an sms, and ${region} is not known to send any (as of ${regionsAsOf}): ${smsRegions.join(', ')}`,
    ),
  ]
}

/** The fallback topic stands in the deployment's region, and an alarm can use no other: without SMS there it reaches people by email. */
const fallbackProblems = (region: string, alerts: unknown): string[] => {
  if (sendsSms(region)) return []
  return list(field(alerts, 'fallback')).flatMap((name, index) => {
    const responder = typeof name === 'string' ? field(field(alerts, 'responders'), name) : undefined
    if (field(responder, 'sms') === undefined || field(responder, 'email') !== undefined) return []
    return [
      problem(
        ['alerts', 'fallback', index],
        name,
        `a responder with an email: alarms reach the fallback from ${region} alone, and SNS sends no text messages from there (as of ${regionsAsOf}). Give ${pathText(['alerts', 'responders', String(name)])} an email, or name another responder`,
      ),
    ]
  })
}

/**
 * What AWS does not have in a region, and a deployment needs there.
 * @param config as it was written: any part may be missing or of another type
 */
export const regionProblems = (config: unknown): string[] => {
  const [region, alerts] = [field(config, 'region'), field(config, 'alerts')]
  if (typeof region !== 'string' || !regionPattern.test(region)) return []
  const problems = regionProblem(region)
  // In another region than the one that is refused, the rest may be well.
  return problems.length > 0 ? problems : [...smsRegionProblem(region, alerts), ...fallbackProblems(region, alerts)]
}
