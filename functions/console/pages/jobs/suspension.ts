import type { Asked } from '../../contract/contribution.ts'
import { timeText } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'

/** That a job is suspended, and until when. @param suspended as `JobRow` has it: an ISO 8601 time, or `for good` */
export const suspensionText = ({ reader }: Pick<Asked, 'reader'>, suspended: string): string => {
  const say = jobsWords[reader.language]
  return suspended === 'for good' ? say.suspendedForGood : say.suspendedUntil(timeText(reader, suspended))
}
