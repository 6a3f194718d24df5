// What may be asked of and done to the queues of a running deployment.
export { holdsDeadLetters, type QueueRow, readQueues } from './queues/queues.ts'
export { type Replayed, replay } from './queues/replay.ts'
