import { keys } from '../../shared/ledger/records.ts'
import { changeRun, type Desk, settle } from './keep.ts'
import { emptyRun, runOfTask } from './run.ts'
import { applyChange, isSettled, type TaskChange } from './task-change.ts'

/**
 * Takes what ECS says of a task to its run: the verdict is written down, and told once. Tasks that no job started are
 * ignored. It can be called again with the same change.
 * @throws the ledger's and the bus's errors: to be tried again
 */
export const hearOfTask = async (change: TaskChange, desk: Desk): Promise<void> => {
  const named = runOfTask(change.startedBy)
  if (!named) return
  const { run } = await changeRun(desk, keys.run(named.job, named.scheduledAt), (seen) => {
    // A run that the ledger does not know (any more) is taken up where ECS names it.
    const blank = emptyRun({ job: named.job, scheduledAt: new Date(named.scheduledAt) }, desk.version)
    return applyChange(seen ?? { ...blank, attempt: named.attempt }, change, named.attempt, desk.now)
  })
  if (run && isSettled(run)) await settle(run, desk)
}
