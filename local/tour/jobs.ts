import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { runJob } from '../../cli/jobs.ts'
import { readRuns } from '../../cli/runs.ts'
import { clientOptions } from '../../shared/aws.ts'
import { awaitIncident, messageText } from './alerts.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'

const run = async (guide: Guide, job: string, command?: readonly string[]) => {
  const started = await runJob(
    guide.output('StartJobFunction'),
    { job, requestedBy: 'the tour', ...(command ? { command } : {}) },
    new Date(),
  )
  return eventually(`the end of the run of ${job}`, async () => {
    const runs = await readRuns(guide.ledger, { job, limit: 10 })
    return runs.find(
      ({ scheduledAt, state }) => scheduledAt === started.scheduledAt && state !== 'starting' && state !== 'running',
    )
  })
}

const jobOf = ({ config }: Guide): string => Object.keys(config.jobs ?? {})[0] ?? ''

const succeeds: Stop = {
  title: 'a job runs as a real process and succeeds',
  visit: async (guide) => {
    const job = jobOf(guide)
    const ended = await run(guide, job)
    check(
      ended.state === 'succeeded' && ended.exitCode === 0,
      `It ended as ${ended.state} (${ended.cause}): ${ended.explanation}`,
    )
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
      `${job}: ${ended.cause}, exit code ${ended.exitCode}; incident ${incident.id}: ${incident.reason}`,
      ...incident.notifications.map(messageText),
    ]
  },
}

export const jobStops: readonly Stop[] = [succeeds, fails]
