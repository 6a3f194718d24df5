import { ConflictError, errorName, errorText, isPermanentAwsError } from '../../shared/errors.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import { log, redact } from '../../shared/log.ts'
import { diagnoseFailure, diagnoseRefusal, type Verdict } from './diagnosis.ts'
import type { Started } from './effects.ts'
import { runTime, startsWithin } from './job.ts'
import { changeRun, type Desk, settle } from './keep.ts'
import { decideStart, type Firing } from './run.ts'
import { isSettled } from './task-change.ts'

/**
 * Makes a firing a run, once: the row is written before ECS is asked, and says who is asking. What is delivered again does
 * nothing; what died half-way is taken up where it was, with the same token.
 * @throws the SDK's transient errors: to be tried again
 */
export const startRun = async (firing: Firing, desk: Desk): Promise<RunRecord | undefined> => {
  const { ledger, now, callId, version } = desk
  const key = keys.run(firing.job, runTime(firing.scheduledAt))
  const seen = await ledger.get<RunRecord>(key)
  const startWithin = startsWithin(desk.jobs[firing.job])
  const decision = decideStart(firing, seen, { now, callId, startWithin, config: version })
  if (decision.action === 'nothing') {
    log.info('firing ignored', { job: firing.job, scheduledAt: key.sk, reason: decision.reason })
    return seen
  }
  try {
    await ledger.commit([{ item: decision.run, expect: decision.expect }], now)
  } catch (error) {
    if (error instanceof ConflictError) return ledger.get<RunRecord>(key) // another call was faster: it has the run
    throw error
  }
  const run = { ...decision.run, version: decision.expect === 'absent' ? 1 : decision.expect + 1 }
  if (decision.action === 'miss') {
    await settle(run, desk)
    return run
  }
  // After a lost answer there may be a task already.
  const found = seen && (await desk.tasks.find(run))
  if (found) return recordStart(key, { taskArn: found }, desk)
  return recordStart(key, decision.action === 'look' ? { verdict: decision.otherwise } : await ask(run, desk), desk)
}

type Answer = Started | { readonly verdict: Verdict }

const ask = async (run: RunRecord, { tasks }: Desk): Promise<Answer> => {
  try {
    return await tasks.start(run)
  } catch (error) {
    if (!isPermanentAwsError(error)) throw error
    return { verdict: diagnoseRefusal(errorName(error), redact(errorText(error))) }
  }
}

const recordStart = async (
  key: { readonly pk: string; readonly sk: string },
  answer: Answer,
  desk: Desk,
): Promise<RunRecord | undefined> => {
  const { run } = await changeRun(desk, key, (current) => {
    // A state change may have been faster than RunTask's answer; then it knows more.
    if (current?.state !== 'starting') return undefined
    // The end of the lease stays: it says when ECS was asked.
    const released = { ...current, leaseBy: undefined }
    if ('taskArn' in answer) return { ...released, state: 'running', taskArn: answer.taskArn }
    const verdict = 'verdict' in answer ? answer.verdict : diagnoseFailure(answer.failure.reason, answer.failure.detail)
    return { ...released, ...verdict, stoppedAt: desk.now.toISOString() }
  })
  if (run && isSettled(run)) await settle(run, desk)
  return run
}
