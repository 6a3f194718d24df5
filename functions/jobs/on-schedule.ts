import { PermanentError } from '../../shared/errors.ts'
import { eventHandler } from '../../shared/handler.ts'
import type { JobRecord, RunRecord } from '../../shared/ledger/records.ts'
import { parseRequest, type RunRequest } from './command.ts'
import { deskFor } from './desk.ts'
import { contextOf, type Desk } from './keep.ts'
import { pullLever, rehearseRun, runByHand } from './levers.ts'
import { startRun } from './start.ts'
import { requestedTime, scheduledTime } from './times.ts'

const act = async (request: RunRequest, desk: Desk): Promise<RunRecord | undefined> => {
  const { job, requestedBy, dry, scheduledAt: text, ...overrides } = request
  const known = contextOf(desk, job).job
  const scheduledAt =
    requestedBy === undefined ? known && scheduledTime(text, known, desk.now) : requestedTime(text, overrides.command)
  if (!scheduledAt) throw new PermanentError('malformed-event', 'Not a time: scheduledAt')
  if (dry) return rehearseRun({ job, scheduledAt, requestedBy, ...overrides }, desk)
  if (requestedBy === undefined) return startRun({ job, scheduledAt }, desk)
  return runByHand({ job, scheduledAt, requestedBy, ...overrides }, desk)
}

/**
 * A schedule fired, or a person asked for something at the command line. Gives the run, or the job's record, as it is then.
 */
export const handler = eventHandler(
  parseRequest,
  async (request, invocation): Promise<RunRecord | JobRecord | undefined> => {
    const desk = deskFor(invocation)
    if (!Object.hasOwn(desk.jobs, request.job))
      throw new PermanentError(
        'unknown-job',
        `There is no job ${request.job}; there are: ${Object.keys(desk.jobs).join(', ')}`,
      )
    return 'action' in request ? pullLever(request, desk) : act(request, desk)
  },
)
