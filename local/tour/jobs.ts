import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import { isSettled, type RunRow, readRuns, runJob } from '../../api/jobs.ts'
import { deployedGround, waysBetween } from '../../api/reach.ts'
import { clientOptions } from '../../shared/aws.ts'
import { failNextTask } from '../fargate/fault.ts'
import { alertsTour, messageText } from './alerts.ts'
import { check, eventually, type Guide, type Stop, type Tour } from './guide.ts'
import { awaitIncident } from './incidents.ts'
import { whileCutOff } from './network.ts'

const start = (guide: Guide, job: string, command?: readonly string[]): Promise<RunRow> =>
  runJob(guide, { job, requestedBy: 'the tour', ...(command ? { command } : {}) })

const awaitRun = (
  guide: Guide,
  { job, scheduledAt }: Pick<RunRow, 'job' | 'scheduledAt'>,
  what: string,
  is: (run: RunRow) => boolean,
): Promise<RunRow> =>
  eventually(`the run of ${job} ${what}`, async () => {
    const runs = await readRuns(guide, { job, limit: 10 })
    return runs.find((each) => each.scheduledAt === scheduledAt && is(each))
  })

const run = async (guide: Guide, job: string, command?: readonly string[]): Promise<RunRow> =>
  awaitRun(guide, await start(guide, job, command), 'to be over', isSettled)

const jobOf = ({ config }: Guide): string => Object.keys(config.jobs ?? {})[0] ?? ''

const told = ({ cause, explanation }: RunRow): string => `${cause}: ${explanation}`

const succeeds: Stop = {
  title: 'a job runs as a real process and succeeds',
  visit: async (guide) => {
    const job = jobOf(guide)
    const ended = await run(guide, job)
    check(ended.state === 'succeeded' && ended.exitCode === 0, `It ended as ${ended.state} (${told(ended)})`)
    const logGroupName = `/nightshift/jobs/${guide.config.name}-${job}`
    const line = await eventually('its output in the log group', async () => {
      const { events = [] } = await new CloudWatchLogsClient(clientOptions).send(
        new FilterLogEventsCommand({ logGroupName }),
      )
      return events.at(-1)?.message
    })
    return [`${job}: exit code ${ended.exitCode}; its log says: ${line.trim()}`]
  },
}

const fails: Stop = {
  title: 'a job fails and pages with its reason; the next good run closes the incident',
  visit: async (guide) => {
    const job = jobOf(guide)
    const begun = new Date(Date.now() - 1_000)
    const ended = await run(guide, job, ['sh', '-c', 'echo "no space left on device" >&2; exit 3'])
    check(ended.state === 'failed' && ended.exitCode === 3, `It ended as ${ended.state} with ${ended.exitCode}`)
    const incident = await awaitIncident(guide, `job/${job}`, 'open', begun)
    await run(guide, job)
    await awaitIncident(guide, `job/${job}`, 'resolved', begun)
    return [
      `${job}: ${ended.cause}, exit code ${ended.exitCode}; the end of its log: ${ended.logTail?.join(' ⏎ ')}`,
      `incident ${incident.id}: ${incident.reason.split('\n')[0]}`,
      ...incident.notifications.map(messageText),
    ]
  },
}

/** The job of the config that these stops need: one at a time, with a short limit. */
const drill = 'drill'

const isTriedAgain: Stop = {
  title: 'AWS has no network interface for a task: it is tried again, and succeeds',
  visit: async (guide) => {
    failNextTask(`${guide.config.name}-${drill}`, 'Timeout waiting for network interface provisioning to complete.')
    const ended = await run(guide, drill)
    const [first] = ended.earlier ?? []
    check(ended.state === 'succeeded' && ended.attempt === 2, `It ended as ${ended.state} at attempt ${ended.attempt}`)
    return [`attempt 1: ${first?.cause}: ${first?.explanation}`, `attempt 2: ${told(ended)} Nobody was called.`]
  },
}

const isOneAtATime: Stop = {
  title: 'a job that may not overlap is due while it runs: forbidden; and it runs for too long: stopped',
  visit: async (guide) => {
    const begun = new Date(Date.now() - 1_000)
    const first = await start(guide, drill, ['sh', '-c', 'echo "waiting for the bank"; sleep 60'])
    const second = await start(guide, drill)
    check(second.state === 'forbidden', `The second run is ${second.state}`)
    const ended = await awaitRun(guide, first, 'to be stopped', isSettled)
    check(ended.state === 'failed' && ended.cause === 'run-timeout', `It ended as ${ended.state} (${told(ended)})`)
    await awaitIncident(guide, `job/${drill}`, 'open', begun)
    await run(guide, drill)
    await awaitIncident(guide, `job/${drill}`, 'resolved', begun)
    return [`second run: ${second.explanation}`, `first run, after ${ended.seconds} s: ${told(ended)}`]
  },
}

/** A new revision of a job's task definition, of which the container is changed. */
const reviseTask = async (family: string, change: (container: ContainerDefinition) => ContainerDefinition) => {
  const ecs = new ECSClient(clientOptions)
  const { taskDefinition = {} } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }))
  const { containerDefinitions = [], networkMode, cpu, memory, executionRoleArn, taskRoleArn } = taskDefinition
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode,
      cpu,
      memory,
      executionRoleArn,
      taskRoleArn,
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: containerDefinitions.map(change),
    }),
  )
}

/** What the network's proof says of the way to S3, from what the account has now. */
const missingWay = async (guide: Guide): Promise<string> => {
  const began = performance.now()
  const [row] = waysBetween(guide.config, await deployedGround(guide), { from: 'jobs', to: 'service:s3' })
  check(row?.reachable === false, `The proof says of jobs → S3: ${row?.reachable} ${row?.why ?? ''}`)
  return `${row?.code}: ${row?.why} (${Math.round(performance.now() - began)} ms)`
}

const cannotReadItsFile: Stop = {
  title:
    'a task cannot reach its environment file in S3: the proof of the network says so first, then the verdict says which part is missing',
  visit: async (guide) => {
    const family = `${guide.config.name}-${drill}`
    const value = `arn:aws:s3:::${guide.config.name}-settings/drill.env`
    const begun = new Date(Date.now() - 1_000)
    await reviseTask(family, (container) => ({ ...container, environmentFiles: [{ type: 's3', value }] }))
    // Tried again in vain: the network is still cut.
    const { proof, ended } = await whileCutOff(guide.output('VpcId'), async () => ({
      proof: await missingWay(guide),
      ended: await run(guide, drill),
    })).finally(() => reviseTask(family, (container) => ({ ...container, environmentFiles: [] })))
    check(ended.cause === 'env-file-network', `It ended as ${ended.state} (${told(ended)})`)
    await awaitIncident(guide, `job/${drill}`, 'open', begun)
    await run(guide, drill)
    await awaitIncident(guide, `job/${drill}`, 'resolved', begun)
    return [
      `reach jobs service:s3 --deployed, before a task was started: ${proof}`,
      `attempt ${ended.attempt}: ${told(ended)}`,
      'routes and endpoint are back, and the next run succeeded',
    ]
  },
}

export const jobsTour: Tour = {
  // Its failures page the same people: the third message within a minute would wait for a digest.
  after: alertsTour,
  stops: ({ jobs = {}, estate }) => [
    ...(Object.keys(jobs).length > 0 ? [succeeds, fails] : []),
    // What needs a job for trying things out, in a network that can be cut off.
    ...(jobs[drill] && estate && 'nat' in estate.network ? [isTriedAgain, isOneAtATime, cannotReadItsFile] : []),
  ],
}
