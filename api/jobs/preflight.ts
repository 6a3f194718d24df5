import { ECSClient } from '@aws-sdk/client-ecs'
import { IAMClient } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { type Finding, unknown } from '../../functions/jobs/preflight/finding.ts'
import { lookAtEcs, lookAtRoles, lookAtThings } from '../../functions/jobs/preflight/look.ts'
import { networkFindings } from '../../functions/jobs/preflight/network.ts'
import { handOverFindings, rightFindings, trustFindings } from '../../functions/jobs/preflight/roles.ts'
import { scheduleFindings } from '../../functions/jobs/preflight/schedule.ts'
import { filesAsThings, thingFindings } from '../../functions/jobs/preflight/things.ts'
import { networkOf } from '../../functions/jobs/rules/job.ts'
import { simulate } from '../../functions/jobs/surroundings/probe/rights.ts'
import { awsSurroundings } from '../../functions/jobs/surroundings/surroundings.ts'
import { makeGlance } from '../../shared/glance.ts'
import type { Deployment } from '../deployment.ts'
import { knownJob } from './known-job.ts'

/** A person waits for the answer; a function would not wait so long. */
const patienceMs = 20_000

/** One finding about a job, as `nightshift jobs preflight --json` prints it. */
export interface PreflightRow extends Pick<Finding, 'check' | 'state' | 'what'> {
  readonly job: string
  /** What to do about it. */
  readonly fix: string | undefined
}

/**
 * Looks at all that a job needs before its time comes. It changes nothing and reads no value of a secret.
 * @throws UsageError when there is no such job
 */
export const preflight = async (
  { config, output, connect, now }: Pick<Deployment, 'config' | 'output' | 'connect' | 'now'>,
  name: string,
): Promise<PreflightRow[]> => {
  const job = config.jobs?.[knownJob({ config }, name)]
  if (!job) return []
  const { glance, unseen } = makeGlance(patienceMs)
  const cluster = output('ClusterName')
  const family = job.taskDefinition?.family ?? `${config.name}-${name}`
  const starter = await glance('the function that starts jobs', (send) =>
    connect(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName: output('StartJobFunction') }), send),
  )
  const network = job.network ?? networkOf(starter?.Environment?.Variables ?? {})
  const [ecs, facts] = await Promise.all([
    lookAtEcs(cluster, family, glance, connect),
    awsSurroundings(connect(ECSClient), patienceMs).lookAt({ cluster, family, network }, [
      'network',
      'rights',
      'files',
    ]),
  ])
  const { needs } = facts
  const roles = [...new Set([needs?.executionRole, needs?.taskRole].filter((role) => role !== undefined))]
  const handOvers = roles.map((resource) => ({ action: 'iam:PassRole', resource }))
  const [things, trusts, handed] = await Promise.all([
    needs ? lookAtThings(needs, glance, connect) : [],
    lookAtRoles(roles, glance, connect),
    starter?.Role === undefined
      ? []
      : simulate(starter.Role, handOvers, glance, connect(IAMClient), {
          'iam:PassedToService': 'ecs-tasks.amazonaws.com',
        }),
  ])
  const findings = [
    ...scheduleFindings(name, job, now()),
    ...thingFindings([...ecs, ...things, ...filesAsThings(facts.files)]),
    ...networkFindings(facts),
    ...rightFindings(facts),
    ...trustFindings(trusts),
    ...handOverFindings(handed ?? []),
    ...[...new Set([...facts.unseen, ...unseen])].map((text) => unknown('access', `${text.replace(/^c/, 'C')}.`)),
  ]
  return findings.map(({ check, state, what, fix }) => ({ job: name, check, state, what, fix }))
}
