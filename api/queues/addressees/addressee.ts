/** A parsed event that lies in a dead-letter queue. */
export type Event = Readonly<Record<string, unknown>>

/** Who an event of a capability's own dead-letter queue was for that did not even reach a function. */
export interface Addressee {
  /** The queue's name, without `DeadLetters`. */
  readonly queue: string
  /** The name of the queue or the function, as its output has it, without `QueueUrl` or `Function`. */
  readonly of: (event: Event | undefined) => string
}
