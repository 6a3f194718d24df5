import { objectArn, parameterArn, type TaskNeeds, targetsOf } from '../../../functions/jobs/surroundings/needs.ts'
import { reach } from '../../../functions/jobs/surroundings/reach.ts'
import type { NetworkFacts } from '../../../functions/jobs/surroundings/reach-facts.ts'
import { estateSchema, type NetworkConfig } from '../../../shared/config/estate/schema.ts'
import { pathText } from '../../../shared/config/explain.ts'
import { type JobConfig, type JobsConfig, jobSchema } from '../../../shared/config/jobs/schema.ts'
import { entries, field } from '../../../shared/config/references.ts'
import { regionPattern } from '../../../shared/config/region-pattern.ts'
import { readWithoutUnknownKeys } from '../../../shared/config/unknown-keys.ts'

const internetRoute = (by: string) => ({ routes: [{ to: '0.0.0.0/0', by, isBlackhole: false }] })

/** What the config says of the network around a job's subnets; what it does not say stays open. */
const networksOf = (job: JobConfig, network: NetworkConfig, region: string): NetworkFacts[] => {
  const blank = { region, vpc: { cidrs: [] } }
  if (job.network)
    return job.network.subnets.map((id) => ({
      ...blank,
      subnet: { id },
      assignPublicIp: job.network?.assignPublicIp === true,
      ...('vpcId' in network && network.publicSubnetIds.includes(id) ? { routeTable: internetRoute('igw-…') } : {}),
    }))
  // A VPC that is there already: only its account knows its routes.
  if ('vpcId' in network) return []
  const hasNat = network.nat !== 'none'
  // Which endpoints there are is checked with the config, and proven over the templates.
  if (!hasNat && network.endpoints.length > 0) return []
  const routeTable = internetRoute(hasNat ? 'nat-…' : 'igw-…')
  const subnet = { id: hasNat ? 'the app subnets' : 'the public subnets' }
  return [{ ...blank, subnet, assignPublicIp: !hasNat, routeTable }]
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
        const way = reach(facts, target)
        return way.reachable === false
          ? `${path}: no way from ${facts.subnet.id} to ${target.what}. ${way.why} ${way.fix}`
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
