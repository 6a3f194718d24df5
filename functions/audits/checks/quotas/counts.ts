import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListIPSetsCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import { allPages } from '../../../../shared/all-pages.ts'
import { errorName, errorText, isPermanentAwsError } from '../../../../shared/errors.ts'
import { edgeRegion, type FirewallScope } from '../../../../shared/firewall/sets.ts'
import { readSmsSpending } from '../../../../shared/sms-spending.ts'
import type { AuditsSlice } from '../../rules/slice.ts'
import type { Access, Look } from '../check.ts'
import { countedQuotas, judgeUse, type Use } from './judge.ts'

/** Something of which AWS has a limit, and no metric that says how much of it is used. */
interface Counted {
  /** `service/code`, or a name where Service Quotas does not know the limit. */
  readonly quota: string
  readonly name: string
  readonly region: string
  readonly isAdjustable: boolean
  readonly used: () => Promise<number>
  /** What applies where Service Quotas says nothing. Nothing: then there is no limit. */
  readonly limit: () => Promise<number | undefined>
}

const sets = ({ client, region }: Access, scope: FirewallScope, quota: string): Counted => {
  const where = scope === 'CLOUDFRONT' ? edgeRegion : region
  return {
    quota,
    name: `WAF: IP sets${scope === 'CLOUDFRONT' ? ' of CloudFront' : ''}`,
    region: where,
    isAdjustable: true,
    used: async () => {
      const waf = client(WAFV2Client, where)
      const found = await allPages(async (NextMarker) => {
        const answer = await waf.send(
          new ListIPSetsCommand({ Scope: scope, Limit: 100, ...(NextMarker ? { NextMarker } : {}) }),
        )
        // WAF gives a marker with the last page too.
        return { items: answer.IPSets, next: answer.IPSets?.length === 100 ? answer.NextMarker : undefined }
      })
      return found.length
    },
    // https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
    limit: async () => 100,
  }
}

const addresses = ({ client, region }: Access): Counted => ({
  quota: countedQuotas.addresses,
  name: 'EC2: elastic IP addresses',
  region,
  isAdjustable: true,
  used: async () => (await client(EC2Client).send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0,
  // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  limit: async () => 5,
})

const rules = ({ client, region }: Access): Counted => ({
  quota: countedQuotas.rules,
  name: 'EventBridge: rules of the default bus',
  region,
  isAdjustable: true,
  used: async () => {
    const events = client(EventBridgeClient)
    const found = await allPages(async (NextToken) => {
      const answer = await events.send(new ListRulesCommand({ Limit: 100, ...(NextToken ? { NextToken } : {}) }))
      return { items: answer.Rules, next: answer.NextToken }
    })
    return found.length
  },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  limit: async () => 300,
})

/** What text messages have cost since the month began, in the region that sends them. SNS stops sending at its limit. */
const spending = ({ client, now }: Access, region: string): Counted => ({
  quota: 'sns/sms-spending',
  name: 'SNS: US dollars for text messages this month',
  region,
  isAdjustable: true,
  used: async () => (await readSmsSpending(client, region, now)) ?? 0,
  // https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
  limit: async () => {
    const { attributes = {} } = await client(SNSClient, region).send(
      new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }),
    )
    const { MonthlySpendLimit } = attributes
    return MonthlySpendLimit === undefined ? 1 : Number(MonthlySpendLimit)
  },
})

/** What applies to the account, where Service Quotas knows the limit. */
const applied = async ({ client }: Access, { quota, region }: Counted): Promise<number | undefined> => {
  const [ServiceCode, QuotaCode = ''] = quota.split('/')
  if (!QuotaCode.startsWith('L-')) return undefined
  try {
    const { Quota } = await client(ServiceQuotasClient, region).send(
      new GetServiceQuotaCommand({ ServiceCode, QuotaCode }),
    )
    return Quota?.Value
  } catch (error) {
    if (errorName(error) === 'NoSuchResourceException') return undefined
    throw error
  }
}

const useOf = async (each: Counted, access: Access, limits: AuditsSlice['quotas']['limits']): Promise<Use | string> => {
  const { quota, name, region, isAdjustable } = each
  try {
    const limit = limits[quota] ?? (await applied(access, each)) ?? (await each.limit())
    return { quota, name, region, isAdjustable, used: await each.used(), limit: limit ?? 0 }
  } catch (error) {
    if (!isPermanentAwsError(error)) throw error
    return `${name} could not be counted: ${errorName(error)}: ${errorText(error)}`
  }
}

/** Limits of which nothing measures the use: what there is is counted. One that cannot be counted is named, and stops no other. */
export const lookAtCounts: Look = async (access, { quotas, smsRegion }) => {
  const counted = [
    addresses(access),
    rules(access),
    sets(access, 'REGIONAL', countedQuotas.ipSets),
    ...(access.partition === 'aws' ? [sets(access, 'CLOUDFRONT', 'wafv2/ip-sets-of-cloudfront')] : []),
    ...(smsRegion === undefined ? [] : [spending(access, smsRegion)]),
  ]
  const looks = await Promise.all(counted.map((each) => useOf(each, access, quotas.limits)))
  return {
    findings: judgeUse(
      looks.flatMap((each) => (typeof each === 'string' ? [] : [each])),
      quotas,
    ),
    problems: looks.flatMap((each) => (typeof each === 'string' ? [each] : [])),
    unseen: counted.flatMap(({ quota }, index) => (typeof looks[index] === 'string' ? [quota] : [])),
  }
}
