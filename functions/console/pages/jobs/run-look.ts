import type { RunRow } from '../../../../api/jobs/runs.ts'
import type { Asked } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import type { Look } from '../../view/night/looks.ts'
import { durationText, timeText } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'

type Seen = Pick<RunRow, 'job' | 'scheduledAt' | 'state' | 'attempt' | 'cause' | 'explanation' | 'seconds'>

const going: readonly RunRow['state'][] = ['waiting', 'starting', 'running']

/** Whether a run is not over. */
export const isGoing = ({ state }: Pick<RunRow, 'state'>): boolean => going.includes(state)

/** Whether a run should have gone well and did not; what a person cancelled is no such run. */
export const isBad = ({ state, cause }: Pick<RunRow, 'state' | 'cause'>): boolean =>
  state === 'missed' || (state === 'failed' && cause !== 'cancelled')

/** The mark of a run that is over. */
export const markOf = ({ state, attempt }: Pick<RunRow, 'state' | 'attempt'>): Look => {
  if (state === 'succeeded') return attempt > 1 ? 'run-retried' : 'run-good'
  if (state === 'failed') return 'run-bad'
  return state === 'missed' ? 'run-missed' : 'run-left-out'
}

/** A run in a line. */
export const titleOf = ({ reader }: Pick<Asked, 'reader'>, run: Seen): string => {
  const say = jobsWords[reader.language]
  const { job, scheduledAt, state, attempt, seconds, explanation } = run
  return [
    `${job} ${timeText(reader, scheduledAt)}: ${say.states[state]}`,
    ...(attempt > 1 ? [say.attempt(attempt)] : []),
    ...(seconds === undefined ? [] : [say.took(durationText(reader, seconds))]),
    ...(explanation === undefined ? [] : [engineText(reader.language, explanation)]),
  ].join(', ')
}

export const jobPath = (job: string): string => `/jobs/${encodeURIComponent(job)}`

export const runPath = (job: string, scheduledAt: string): string =>
  `${jobPath(job)}/runs/${encodeURIComponent(scheduledAt)}`

/** The class of a state's word: its colour. */
export const stateClass = (run: Pick<RunRow, 'state' | 'cause'>): 'ended-bad' | 'ended-good' | 'soft' =>
  isBad(run) ? 'ended-bad' : run.state === 'succeeded' ? 'ended-good' : 'soft'
