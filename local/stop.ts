import { hasLivingGroup, isStillOurs, stopProcess } from './processes.ts'
import { clearLocalState, readLocalState, readProcesses, readTasks } from './state.ts'

const processes = readProcesses()
const running = processes.filter(isStillOurs)

// Last started, first ended: what talks to the emulator ends before it does.
for (const own of running.toReversed()) {
  await stopProcess(own)
  console.log(`Stopped ${own.name} (process ${own.pid}).`)
}
// What the stand-in left behind because it died before.
for (const task of readTasks().filter(hasLivingGroup)) {
  await stopProcess(task)
  console.log(`Stopped a task (process ${task.pid}).`)
}
if (running.length === 0) {
  const stale = processes.length > 0 || readLocalState() !== undefined
  console.log(stale ? 'Nothing runs any more; cleaned up what it left.' : 'Nothing runs.')
}
clearLocalState()
