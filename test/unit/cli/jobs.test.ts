import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { runJob } from '../../../api/jobs.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { registerJobs } from '../../../cli/jobs.ts'
import { olderText, registerRuns } from '../../../cli/runs.ts'

/** What a person is told who types this, before any deployment is looked for. */
const said = async (args: readonly string[]): Promise<string> => {
  const complaints: string[] = []
  const program = new Command().enablePositionalOptions()
  registerJobs(program)
  registerRuns(program)
  const inherit = (each: Command): void => {
    each.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
    each.commands.forEach(inherit)
  }
  inherit(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 'nothing'
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
    return `${complaints.join('')}${error.message}`
  }
}

describe('bad use says what is wrong, and does nothing', () => {
  test.each([
    ['jobs suspend', 'Give either the name of a job or --all.'],
    ['jobs suspend report --all', 'Give either the name of a job or --all.'],
    ['jobs resume', 'Give either the name of a job or --all.'],
    ['jobs resume report --all', 'Give either the name of a job or --all.'],
    ['jobs suspend --all --for 2h --until 2026-12-01T00:00:00Z', 'Write either --until or --for, not both.'],
    ['jobs suspend report --for soon', '"soon" is not a span of time'],
    ['jobs suspend report --until 2026-12-01T00:00:00', 'has no zone'],
    ['jobs suspend report --until 2026-11-31', 'is a day that the calendar does not have'],
    [`jobs suspend report --reason ${'x'.repeat(301)}`, 'at most 300'],
    ['jobs run', "missing required argument 'name'"],
    ['jobs run report --parallel 2', '--parallel and --again go with --for.'],
    ['jobs run report --again', '--parallel and --again go with --for.'],
    ['jobs run report --for 2026-11-01 --cpu 512', '--for runs the job as it is'],
    ['jobs run report --for 2026-11-01 --env A=b', '--for runs the job as it is'],
    ['jobs run report --for 2026-11-01 -- true', '--for runs the job as it is'],
    ['jobs run report --for 2026-11-01 --parallel 0', '"0" is not a whole number from 1 to 20.'],
    ['jobs run report --for 2026-11-01 --parallel 21', '"21" is not a whole number from 1 to 20.'],
    ['jobs run report --cpu 300', '"300" is none of 256, 512'],
    ['jobs run report --memory 513', '"513" is none of 512, 1024'],
    ['jobs run report --env NIGHTSHIFT_JOB=x', 'a variable may not start with NIGHTSHIFT_'],
    ['jobs backfills --cancel', 'Name the job: jobs backfills NAME --cancel.'],
    ['jobs digest --day 2026-11-31', '"2026-11-31" is not a day'],
    ['jobs digest --day yesterday', '"yesterday" is not a day'],
    ['jobs digest --language de', '"de" is not a language that Nightshift writes; use en or ko.'],
    ['jobs nonsense', 'too many arguments'],
    ['runs --limit 0', '"0" is not a whole number from 1 to 100000.'],
    ['runs --limit 100001', '"100001" is not a whole number from 1 to 100000.'],
    ['runs --state done', 'Allowed choices are waiting, starting, running, succeeded'],
    ['runs --until yesterday', '"yesterday" is not a time'],
    ['runs --since 2026-12-02T00:00:00Z --until 2026-12-01T00:00:00Z', '--since is after --until'],
    ['runs logs report --json -f', 'Use either --json, which prints an array at the end, or --follow, not both.'],
    ['runs logs report 2026-11-21 --run 2026-11-21', 'Give the time of the run once'],
    ['runs logs report --attempt 0', '"0" is not a whole number from 1 to 1000.'],
    ['runs logs', "missing required argument 'job'"],
  ])('%s', async (line, words) => {
    const silent = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    expect(await said(line.split(' '))).toContain(words)
    expect(silent).not.toHaveBeenCalled()
    silent.mockRestore()
  })
})

test('what a page of runs says about the next one leads further', () => {
  expect(olderText('2026-11-21T02:31:00Z', '2026-11-21T02:30:00Z')).toContain('--until 2026-11-21T02:30:00Z')
  // Fifty jobs of one time: the same fifty would come again.
  expect(olderText('2026-11-21T02:30:00Z', '2026-11-21T02:30:00Z')).toBe('See more with --limit, up to 100000.')
})

describe('a size for one run alone goes with what the job has', () => {
  const run = async (job: object, own: object): Promise<unknown> => {
    const asked = new Error('asked')
    const deployment = {
      config: { jobs: { report: job } },
      now: () => new Date('2026-11-21T12:00:00Z'),
      output: () => {
        throw asked
      },
    }
    return runJob(deployment as never, { job: 'report', requestedBy: 'mina', ...own }).catch((error: unknown) =>
      error === asked ? 'asked' : error,
    )
  }

  test.each([
    [{}, {}, 'asked'],
    [{}, { cpu: 512, memory: 4_096 }, 'asked'],
    [{}, { memory: 2_048 }, 'asked'],
    [{ cpu: 1_024, memory: 4_096 }, { cpu: 512 }, 'asked'],
    [{ cpu: 16_384, memory: 32_768 }, { memory: 122_880 }, 'asked'],
    [{ taskDefinition: {} }, { cpu: 16_384, memory: 512 }, 'asked'],
    [{}, { cpu: 4_096 }, 'Fargate has no task with cpu 4096 and memory 512. With cpu 4096 the memory is one of 8192, '],
    [{}, { memory: 122_880 }, 'with memory 122880 the cpu is one of 16384. Give both: --cpu and --memory.'],
    [
      { cpu: 1_024, memory: 8_192 },
      { cpu: 512 },
      'one of 1024, 2048, 3072, 4096; with memory 8192 the cpu is one of 1024',
    ],
    [{ cpu: 8_192, memory: 61_440 }, { cpu: 16_384 }, 'no task with cpu 16384 and memory 61440'],
  ])('%j with %j: %s', async (job, own, words) => {
    expect(String(await run(job, own))).toContain(words)
  })
})
