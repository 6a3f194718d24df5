import * as z from 'zod/mini'
import { PermanentError } from '../../shared/errors.ts'
import { eventHandler, parserOf } from '../../shared/handler.ts'
import { deskFor } from './desk.ts'
import { requestedTime, scheduledTime } from './job.ts'
import { startRun } from './start.ts'

/** What infra/functions/jobs.ts gives EventBridge Scheduler as the target's input, and `nightshift jobs run` sends. */
const parse = parserOf(
  'a firing of a job',
  z.object({
    job: z.string(),
    scheduledAt: z.string(),
    command: z.optional(z.array(z.string()).check(z.minLength(1))),
    requestedBy: z.optional(z.string()),
  }),
)

/** A schedule fired, or a person asked for a run: the task is started once. Gives the run as it is then. */
export const handler = eventHandler(parse, async ({ job, scheduledAt, command, requestedBy }, invocation) => {
  const desk = deskFor(invocation)
  const known = Object.hasOwn(desk.jobs, job) ? desk.jobs[job] : undefined
  if (!known)
    throw new PermanentError('unknown-job', `There is no job ${job}; there are: ${Object.keys(desk.jobs).join(', ')}`)
  const at =
    requestedBy === undefined ? scheduledTime(scheduledAt, known, desk.now) : requestedTime(scheduledAt, command)
  if (!at) throw new PermanentError('malformed-event', 'Not a time: scheduledAt')
  return startRun({ job, scheduledAt: at, command, requestedBy }, desk)
})
