import { ECSClient } from '@aws-sdk/client-ecs'
import { IAMClient } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { type Finding, unknown } from '../functions/jobs/preflight/finding.ts'
import { networkFindings } from '../functions/jobs/preflight/network.ts'
import { handOverFindings, rightFindings, trustFindings } from '../functions/jobs/preflight/roles.ts'
import { scheduleFindings } from '../functions/jobs/preflight/schedule.ts'
import { filesAsThings, thingFindings } from '../functions/jobs/preflight/things.ts'
import { networkOf } from '../functions/jobs/rules/job.ts'
import { makeGlance } from '../functions/jobs/surroundings/probe/glance.ts'
import { simulate } from '../functions/jobs/surroundings/probe/rights.ts'
import { awsSurroundings } from '../functions/jobs/surroundings/surroundings.ts'
import { clientOptions } from '../shared/aws.ts'
import type { JobConfig } from '../shared/config/jobs/schema.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { lookAtEcs, lookAtRoles, lookAtThings } from './preflight-look.ts'
import { printRows } from './print.ts'
import { knownJob } from './runs.ts'

/** A person waits for the answer; a function would not wait so long. */
const patienceMs = 20_000

/** Looks at all that a job needs before its time comes. It changes nothing and reads no value of a secret. */
export const preflight = async (
  name: string,
  job: JobConfig,
  { config, output }: Pick<Deployment, 'config' | 'output'>,
  now: Date,
): Promise<Finding[]> => {
  const { glance, unseen } = makeGlance(patienceMs)
  const cluster = output('ClusterName')
  const family = job.taskDefinition?.family ?? `${config.name}-${name}`
  const starter = await glance('the function that starts jobs', (send) =>
    new LambdaClient(clientOptions).send(
      new GetFunctionConfigurationCommand({ FunctionName: output('StartJobFunction') }),
      send,
    ),
  )
  const network = job.network ?? networkOf(starter?.Environment?.Variables ?? {})
  const [ecs, facts] = await Promise.all([
    lookAtEcs(cluster, family, glance),
    awsSurroundings(new ECSClient(clientOptions), patienceMs).lookAt({ cluster, family, network }, [
      'network',
      'rights',
      'files',
    ]),
  ])
  const { needs } = facts
  const roles = [...new Set([needs?.executionRole, needs?.taskRole].filter((role) => role !== undefined))]
  const handOvers = roles.map((resource) => ({ action: 'iam:PassRole', resource }))
  const [things, trusts, handed] = await Promise.all([
    needs ? lookAtThings(needs, glance) : [],
    lookAtRoles(roles, glance),
    starter?.Role === undefined
      ? []
      : simulate(starter.Role, handOvers, glance, new IAMClient(clientOptions), {
          'iam:PassedToService': 'ecs-tasks.amazonaws.com',
        }),
  ])
  return [
    ...scheduleFindings(name, job, now),
    ...thingFindings([...ecs, ...things, ...filesAsThings(facts.files)]),
    ...networkFindings(facts),
    ...rightFindings(facts),
    ...trustFindings(trusts),
    ...handOverFindings(handed ?? []),
    ...[...new Set([...facts.unseen, ...unseen])].map((text) => unknown('access', `${text.replace(/^c/, 'C')}.`)),
  ]
}

/** Adds `preflight <name>` to the noun `jobs`. */
export const registerPreflight = (jobs: Command): void => {
  jobs
    .command('preflight <name>')
    .description('whether a job can run: its network, roles, image, log, secrets and files; and when it runs next')
    .option(...jsonOption)
    .action(async (name: string, { json = false }: JsonOption) => {
      const now = new Date()
      const deployment = await findDeployment(now)
      const all = deployment.config.jobs ?? {}
      const job = all[knownJob(name, all)]
      if (!job) return
      const findings = await preflight(name, job, deployment, now)
      printRows(
        findings.map(({ check, state, what, fix }) => ({ job: name, check, state, what, fix })),
        { json },
        {
          Check: ({ check }) => check,
          State: ({ state }) => state,
          Finding: ({ what, fix }) => (fix === undefined ? what : `${what} ${fix}`),
        },
        '',
      )
      if (findings.some(({ state }) => state === 'problem')) process.exitCode = 1
    })
}
