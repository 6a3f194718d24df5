import type { Act } from '../../contract/contribution.ts'
import { queuesWords } from '../../view/words/queues.ts'
import { askReplay } from './ask.ts'

/** Gives one message of a dead-letter queue, or all that fit into one press, back to whom they were for. */
export const replay: Act = async (asked, form) => {
  const queue = asked.param('queue')
  const letter = form.get('letter')?.trim() || undefined
  const { replayed, kept } = await askReplay(asked, queue, letter)
  const said = queuesWords[asked.reader.language].replayed(replayed, kept)
  return { said, next: `/queues/${encodeURIComponent(queue)}` }
}
