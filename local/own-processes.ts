import { localDirectory } from './places.ts'
import { hasLivingGroup, type OwnProcess, stopProcess } from './processes.ts'
import { clearLocalState, readTasks, writeProcesses } from './state.ts'

/** The processes of one start: written down as they come, so that `npm stop` finds them, and ended in reverse. */
export const ownProcesses = (directory = localDirectory) => {
  const running: OwnProcess[] = []
  return {
    keep: (own: OwnProcess): void => {
      running.push(own)
      writeProcesses(running, directory)
    },
    /** Ends them and forgets what was written; what another start has written stays when this one has started nothing. */
    stopAll: async (): Promise<void> => {
      if (running.length === 0) return
      for (const own of running.splice(0).toReversed()) await stopProcess(own)
      for (const task of readTasks(directory).filter(hasLivingGroup)) await stopProcess(task)
      clearLocalState(directory)
    },
  }
}
