import type { RunRow } from '../../../../api/jobs/runs.ts'
import type { Asked } from '../../contract/contribution.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { isGoing } from './run-look.ts'

/** How the last runs ended, in words: `57 of 60 succeeded, 2 failed, 1 missed`. */
export const tallyText = ({ reader }: Pick<Asked, 'reader'>, runs: readonly RunRow[]): string => {
  const say = jobsWords[reader.language]
  const count = (state: RunRow['state']): number => runs.filter((run) => run.state === state).length
  const ended = runs.filter((run) => !isGoing(run)).length
  const others = (['failed', 'missed', 'skipped', 'suppressed', 'forbidden'] as const).flatMap((state) => {
    const many = count(state)
    return many === 0 ? [] : [say.counted(many, say.shortStates[state])]
  })
  const going = runs.filter(isGoing).length
  return [
    ...(ended > 0 ? [say.tally(count('succeeded'), ended)] : []),
    ...others,
    ...(going > 0 ? [say.counted(going, say.shortStates.running)] : []),
  ].join(', ')
}
