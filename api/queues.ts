// What may be asked of and done to the queues of a running deployment.
export type { Letter, LetterKind } from './queues/letter.ts'
export { type Letters, readLetters } from './queues/look.ts'
export { holdsDeadLetters, type QueueRow, readQueues } from './queues/queues.ts'
export { type Replayed, replay, replayLetter } from './queues/replay.ts'
