import { parameterArn, type TaskNeeds, targetsOf } from '../../../functions/jobs/surroundings/needs.ts'
import { subnetOf, type TaskNetwork, wayTo } from '../../../functions/jobs/surroundings/task-network.ts'
import { estateSchema, type NetworkConfig } from '../../../shared/config/estate/schema.ts'
import { pathText } from '../../../shared/config/explain.ts'
import { type JobConfig, type JobsConfig, jobSchema } from '../../../shared/config/jobs/schema.ts'
import { entries, field } from '../../../shared/config/references.ts'
import { regionPattern } from '../../../shared/config/region-pattern.ts'
import { readWithoutUnknownKeys } from '../../../shared/config/unknown-keys.ts'
import { objectArn } from '../../../shared/object-arn.ts'
import type { Gateway } from '../../../shared/reach/model.ts'

interface Known {
  /** For a person: its id, or `the app subnets`. */
  readonly subnet: string
  readonly assignPublicIp: boolean
  /** What its default route leads to. Left out: not known. */
  readonly by?: Gateway['kind'] | 'nat'
}

/** The network around one subnet, of which the config says no more than where its default route leads. */
const networkOf = ({ subnet, assignPublicIp, by }: Known, region: string): TaskNetwork => {
  const id = by === 'nat' ? 'nat-…' : 'igw-…'
  return {
    region,
    place: { name: 'the task', subnets: [subnet], groups: ['its security groups'], publicAddress: assignPublicIp },
    model: {
      vpcs: [{ id: 'the VPC', region, cidrs: [], known: false, namesKnown: false }],
      subnets: [{ id: subnet, vpc: 'the VPC', cidrs: ['10.0.0.0/8'], routeTable: 'its route table' }],
      routeTables: by ? [{ id: 'its route table', vpc: 'the VPC', routes: [{ to: '0.0.0.0/0', by: id }] }] : [],
      gateways: by && by !== 'nat' ? [{ id, kind: by, vpc: 'the VPC' }] : [],
    },
  }
}

/** What the config says of the network around a job's subnets; what it does not say stays open. */
const networksOf = (job: JobConfig, network: NetworkConfig, region: string): TaskNetwork[] => {
  if (job.network) {
    const { subnets, assignPublicIp = false } = job.network
    return subnets.map((subnet) => {
      const isPublic = 'vpcId' in network && network.publicSubnetIds.includes(subnet)
      return networkOf({ subnet, assignPublicIp, ...(isPublic ? { by: 'internet' } : {}) }, region)
    })
  }
  // A VPC that is there already: only its account knows its routes.
  if ('vpcId' in network) return []
  const hasNat = network.nat !== 'none'
  // Which endpoints there are is checked with the config, and proven over the templates.
  if (!hasNat && network.endpoints.length > 0) return []
  const subnet = hasNat ? 'the app subnets' : 'the public subnets'
  return [networkOf({ subnet, assignPublicIp: !hasNat, by: hasNat ? 'nat' : 'internet' }, region)]
}

/** What the task of a job will need; nothing is known of a task definition that is maintained elsewhere. */
const needsOf = ({ image, secrets, environmentFiles }: JobConfig, region: string): TaskNeeds | undefined => {
  if (image === undefined) return undefined
  const values = Object.values(secrets)
  return {
    images: [image],
    logs: [{ group: 'of the job', region }],
    secrets: values.flatMap((value) => ('secret' in value ? value.secret : [])),
    parameters: values.flatMap((value) => ('ssm' in value ? parameterArn(value.ssm, region) : [])),
    files: environmentFiles.map((address) => objectArn(address, region)),
  }
}

/**
 * Jobs that cannot work for want of a way to their image, log, secrets or files, as far as the config alone shows: each with
 * its path, why, and the fix. What only the account knows is left to `nightshift jobs preflight`.
 */
export const jobNetworkProblems = (jobs: JobsConfig, network: NetworkConfig, region: string): string[] =>
  Object.entries(jobs).flatMap(([name, job]) => {
    const needs = needsOf(job, region)
    if (!needs) return []
    const path = pathText(['jobs', name, 'network'])
    const found = networksOf(job, network, region).flatMap((facts) =>
      targetsOf(needs, region).flatMap((target) => {
        const way = wayTo(facts, target)
        return way.reachable === false
          ? `${path}: no way from ${subnetOf(facts)} to ${target.what}. ${way.why} ${way.fix}`
          : []
      }),
    )
    return [...new Set(found)]
  })

/** The same of a config as it was written, as far as its jobs, network and region can be read. */
export const writtenNetworkProblems = (written: unknown): string[] => {
  const region = field(written, 'region')
  const network = readWithoutUnknownKeys(estateSchema.shape.network, field(field(written, 'estate'), 'network'))
  if (network === undefined || typeof region !== 'string' || !regionPattern.test(region)) return []
  const jobs = entries(field(written, 'jobs') as { readonly [key: string]: unknown } | undefined).flatMap(
    ([name, job]) => {
      const read = readWithoutUnknownKeys(jobSchema, job)
      return read ? [[name, read] as const] : []
    },
  )
  return jobNetworkProblems(Object.fromEntries(jobs), network, region)
}
