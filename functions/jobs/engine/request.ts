import { PermanentError } from '../../../shared/errors.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { parseRequest, type RunRequest } from '../rules/command.ts'
import { isAhead, requestedTime, scheduledTime } from '../rules/times.ts'
import type { World } from '../world/world.ts'
import { doManualAction, rehearseRun, runByHand } from './manual-actions.ts'
import { startRun } from './start.ts'
import { contextOf } from './transact.ts'

/** The answer to a person who may not have what was asked for: why, and what to do instead. It is no failure. */
export interface Refusal {
  readonly refused: string
}

const act = async (request: RunRequest, world: World): Promise<RunRecord | undefined> => {
  const { job, requestedBy, dry, scheduledAt: text, ...overrides } = request
  const known = contextOf(world, job).job
  const scheduledAt =
    requestedBy === undefined ? known && scheduledTime(text, known, world.now) : requestedTime(text, overrides.command)
  if (!scheduledAt) throw new PermanentError('malformed-event', 'Not a time: scheduledAt')
  if (isAhead(scheduledAt, world.now))
    throw new PermanentError(
      'malformed-event',
      `The time ${scheduledAt.toISOString()} is ahead of now. Is the clock right where it was asked for?`,
    )
  if (dry) return rehearseRun({ job, scheduledAt, requestedBy, ...overrides }, world)
  if (requestedBy === undefined) return startRun({ job, scheduledAt }, world)
  return runByHand({ job, scheduledAt, requestedBy, ...overrides }, world)
}

/** Whether a person asks, who waits for the answer; what a schedule sends is kept where it cannot be done. */
const isByHand = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && ('source' in raw || 'requestedBy' in raw)

const perform = async (raw: unknown, world: World): Promise<Awaited<ReturnType<typeof doManualAction>>> => {
  const request = parseRequest(raw)
  if (!Object.hasOwn(world.jobs, request.job))
    throw new PermanentError(
      'unknown-job',
      `There is no job ${request.job}; there are: ${Object.keys(world.jobs).join(', ')}`,
    )
  return 'action' in request ? doManualAction(request, world) : act(request, world)
}

/**
 * Does what a schedule or a person asks for.
 * @returns the run, or the job's record, as it is then; for a person why it may not be
 * @throws PermanentError `unknown-job`, `malformed-event` for a firing that cannot be; the SDK's transient errors
 */
export const doRequest = async (raw: unknown, world: World): Promise<Awaited<ReturnType<typeof perform>> | Refusal> => {
  try {
    return await perform(raw, world)
  } catch (error) {
    if (error instanceof PermanentError && isByHand(raw)) return { refused: error.message }
    throw error
  }
}
