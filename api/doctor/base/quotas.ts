import { DescribeAddressesCommand, EC2Client, paginateDescribeVpcs } from '@aws-sdk/client-ec2'
import { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing-v2'
import { paginateDescribeDBInstances, RDSClient } from '@aws-sdk/client-rds'
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import type { NewNetwork } from '../../../shared/config/estate/network-schema.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { usualSize } from '../../../shared/jobs/fargate-sizes.ts'
import type { Account } from '../account.ts'
import { ask, askAll, askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

interface Quota {
  readonly service: string
  readonly code: string
  /** In the plural, as in "5 VPCs". */
  readonly what: string
  /** How much of it the config takes. */
  readonly need: (config: Config) => number
  /** How much the account has in use; left out where the quota is of what runs at the same time. */
  readonly used?: (account: Account) => Promise<number>
  /** The stack that has it, once it is deployed. */
  readonly part?: string
}

/** Addresses of our own. Those of a regional NAT gateway are AWS's, which gives and takes them. */
const addressesOf = (network: NewNetwork | undefined): number =>
  network === undefined ? 0 : { none: 0, one: 1, 'per-zone': network.app.length, regional: 0 }[network.nat]

const newNetwork = ({ estate }: Config) => (estate && 'nat' in estate.network ? estate.network : undefined)

const vcpusOf = ({ cpu = usualSize.cpu }: { readonly cpu?: number | undefined }): number => cpu / 1024

/** vCPU in use when the web service is at its most and every job runs once. Tasks of others' definitions count as the smallest. */
export const neededVcpus = ({ estate, jobs = {} }: Pick<Config, 'estate' | 'jobs'>): number =>
  (estate?.web ? estate.web.max * vcpusOf(estate.web) : 0) +
  Object.values(jobs).reduce((sum, job) => sum + vcpusOf(job), 0)

/**
 * What a first deployment can run out of. Codes: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html,
 * each service's page of quotas.
 */
const quotas: readonly Quota[] = [
  { service: 'fargate', code: 'L-3032A538', what: 'vCPUs of Fargate tasks at once', need: neededVcpus },
  {
    service: 'vpc',
    code: 'L-F678F1CE',
    what: 'VPCs',
    part: 'network',
    need: (config) => (newNetwork(config) ? 1 : 0),
    used: async ({ connect, config, call }) => {
      const client = connect(EC2Client, config.region)
      return (await askAll('ec2:DescribeVpcs', paginateDescribeVpcs({ client }, {}, call), ({ Vpcs }) => Vpcs)).length
    },
  },
  {
    service: 'ec2',
    code: 'L-0263D0A3',
    what: 'Elastic IP addresses',
    part: 'network',
    need: (config) => addressesOf(newNetwork(config)),
    used: async ({ connect, config, call }) => {
      const send = () => connect(EC2Client, config.region).send(new DescribeAddressesCommand({}), call)
      return ((await ask('ec2:DescribeAddresses', send)).Addresses ?? []).length
    },
  },
  {
    service: 'elasticloadbalancing',
    code: 'L-53DA6B97',
    what: 'Application Load Balancers',
    part: 'web',
    need: ({ estate }) => (estate?.web ? 1 : 0),
    used: async ({ connect, config, call }) => {
      const client = connect(ElasticLoadBalancingV2Client, config.region)
      const pages = paginateDescribeLoadBalancers({ client }, {}, call)
      const all = await askAll('elasticloadbalancing:DescribeLoadBalancers', pages, (page) => page.LoadBalancers)
      return all.filter(({ Type }) => Type === 'application').length
    },
  },
  {
    service: 'rds',
    code: 'L-7B6409FD',
    what: 'database instances',
    part: 'data',
    need: ({ estate }) => (estate?.database ? 1 : 0),
    used: async ({ connect, config, call }) => {
      const client = connect(RDSClient, config.region)
      const pages = paginateDescribeDBInstances({ client }, {}, call)
      return (await askAll('rds:DescribeDBInstances', pages, ({ DBInstances }) => DBInstances)).length
    },
  },
]

/**
 * The quota that holds for the account; AWS's default where it has none of its own.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
const quotaOf = async (
  { service: ServiceCode, code: QuotaCode }: Quota,
  { connect, config, call }: Account,
): Promise<ServiceQuota | undefined> => {
  const client = connect(ServiceQuotasClient, config.region)
  const own = await askFor('servicequotas:GetServiceQuota', /^NoSuchResource/, () =>
    client.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }), call),
  )
  if (own?.Quota) return own.Quota
  const usual = await askFor('servicequotas:GetAWSDefaultServiceQuota', /^NoSuchResource/, () =>
    client.send(new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode }), call),
  )
  return usual?.Quota
}

const neededOf = (config: Config): Quota[] => quotas.filter(({ need }) => need(config) > 0)

/** Whether what the config takes fits into the account's quotas beside what is there. */
export const quotaCheck = defineCheck({
  name: 'quotas',
  about: 'how much of its quotas the account has left',
  when: (config) => neededOf(config).length > 0,
  ask: async (account) => {
    const stacks = await account.stacks()
    // Service Quotas takes some five requests a second.
    return inParallel(neededOf(account.config), 2, async (quota) => ({
      quota,
      limit: (await quotaOf(quota, account))?.Value,
      used: (await quota.used?.(account)) ?? 0,
      isCounted: stacks.some(({ part, status }) => part === quota.part && status !== undefined),
    }))
  },
  decide: (seen, { config }) =>
    seen.map(({ quota: { service, code, what, need }, limit, used, isCounted }) => {
      const needed = need(config)
      const wanted = used + (isCounted ? 0 : needed)
      const has = `${limit} ${what} in ${config.region}`
      const takes = isCounted
        ? `${used} are in use, Nightshift's among them`
        : `${used > 0 ? `${used} are in use, and ` : ''}the config takes ${needed}`
      if (limit === undefined)
        return problem(
          `AWS knows no quota ${code} of ${service} in ${config.region} (${what}).`,
          'Whether there is room for the deployment is not known.',
          `Look under Service Quotas in the console, in ${config.region}.`,
        )
      return wanted <= limit
        ? ok(`The account may have ${has}: ${takes}.`)
        : problem(
            `The account may have ${has}: ${takes}.`,
            used > 0 || isCounted ? 'The deployment would fail.' : 'Tasks beyond it do not start.',
            `aws service-quotas request-service-quota-increase --region ${config.region} --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(wanted)}`,
          )
    }),
})
