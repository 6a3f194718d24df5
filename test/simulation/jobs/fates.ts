import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { Random } from '../engine/random.ts'
import type { Rates } from './rates.ts'

/** How a task ends that nobody stops, as ECS says it. `good`: what is to be made of it. */
export interface End extends Pick<TaskChange, 'stopCode' | 'stoppedReason' | 'containers'> {
  readonly good: boolean
}

/** What befalls one task. Milliseconds. */
export interface Fate {
  readonly startsAfter: number
  /** It ends without having run. */
  readonly neverRuns: boolean
  readonly runs: number
  readonly end: End
  /** What its process does about SIGTERM: it ends well, ends with 143, or goes on until it is killed. */
  readonly onStop: 'finishes' | 'ends' | 'goes on'
}

const exited = (exitCode: number | undefined, reason?: string): End => ({
  good: exitCode === 0,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'main', exitCode, reason }],
})
const notStarted = (stoppedReason: string): End => ({
  good: false,
  stopCode: 'TaskFailedToStart',
  stoppedReason,
  containers: [{ name: 'main' }],
})
const taken = (stopCode: string, stoppedReason: string, exitCode?: number): End => ({
  good: false,
  stopCode,
  stoppedReason,
  containers: [{ name: 'main', exitCode }],
})

const beforeRunning = [
  notStarted(
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/x:1: dial tcp 3.3.3.3:443: i/o timeout',
  ),
  notStarted('CannotPullContainerError: manifest for x:1 not found: manifest unknown'),
  notStarted('Timeout waiting for network interface provisioning to complete.'),
  notStarted('Capacity is unavailable at this time. Please try again later or in a different availability zone'),
] as const
const whileRunning = [
  exited(1),
  exited(1),
  exited(2),
  exited(undefined, 'CannotStartContainerError: something went wrong'),
  exited(137, 'OutOfMemoryError: Container killed due to memory usage'),
  exited(undefined),
  taken('SpotInterruption', 'Your Spot Task was interrupted.', 143),
  taken('SpotInterruption', 'Your Spot Task was interrupted.', 0),
  taken('TerminationNotice', 'Host EC2 (instance i-0123) terminated.'),
  taken('UserInitiated', 'an operator had to', 143),
] as const

export const fateOf = (rates: Rates, random: Random): Fate => {
  const unlucky = random.chance(rates.unlucky)
  const neverRuns = unlucky && random.chance(0.4)
  const runs = random.pick([
    random.between(500, 20_000),
    random.between(5_000, 90_000),
    random.between(20_000, 240_000),
    random.between(60_000, 700_000),
    ...(random.chance(0.02) ? [random.between(900_000, 4_500_000)] : []),
  ])
  return {
    startsAfter: random.chance(0.03) ? random.between(60_000, 1_200_000) : random.between(1_000, 40_000),
    neverRuns,
    runs,
    end: unlucky ? random.pick(neverRuns ? beforeRunning : whileRunning) : exited(0),
    onStop: random.pick(['finishes', 'ends', 'ends', 'goes on']),
  }
}
