import * as z from '../../../shared/shape.ts'
import { encodeKey } from './keys.ts'
import { unwrap } from './wrapping.ts'

/**
 * Something happened to an object of the uploads bucket. It says where to look and not what is there: events come twice and in
 * any order, so only the bucket knows.
 */
export interface Change {
  readonly bucket: string
  /** The key as it is, decoded. */
  readonly key: string
}

/** What a message of the queue asks for: objects to look at, or whether a flood of refusals is over (`flood-sweep`: by the clock). */
export type Message =
  | {
      readonly changes: readonly Change[]
      /** What could not be read of the same message: it is tried again, and then waits in the dead-letter queue. */
      readonly faults?: readonly unknown[]
    }
  | { readonly check: 'flood' | 'flood-sweep' }
  | { readonly replay: Replay; readonly by: string }
  | Order
  | Step

/** What a person wants of the function's own backfill of the whole bucket. */
export interface Order {
  readonly backfill: 'start' | 'cancel'
  readonly by: string
  /** Whether it begins from the first key, also where an earlier one was stopped on its way. */
  readonly anew?: boolean | undefined
}

/** The function's own message to itself: look at the page behind a key, as that run of the backfill. */
export interface Step {
  readonly backfill: 'step'
  readonly run: string
  readonly after: string
}

/** Which refused originals are to be looked at again: of one cause or one key where that is asked for. */
export interface Replay {
  readonly cause?: string | undefined
  readonly key?: string | undefined
}

const name = z.string().check(z.minLength(1)).check(z.maxLength(200))

/** What the function and the terminal ask for. Nobody can by a topic or a bus: these are read in no wrapping. */
const orderSchema = z.union([
  z.object({ check: z.enum(['flood', 'flood-sweep']) }),
  z.object({
    replay: z.object({
      cause: z.optional(z.string().check(z.maxLength(100))),
      key: z.optional(z.string().check(z.maxLength(1_024))),
    }),
    by: name,
  }),
  z.object({ backfill: z.enum(['start', 'cancel']), by: name, anew: z.optional(z.boolean()) }),
  z.object({ backfill: z.enum(['step']), run: name, after: z.string().check(z.maxLength(1_024)) }),
])

/**
 * What a message asks for, in its order: an order of ours, or objects to look at by events of S3 in any wrapping. What S3 sends to test the queue, and
 * events of other kinds (a restore that was asked for, tagging), ask for nothing. One record that cannot be read does not keep its neighbours.
 * @throws PermanentError `malformed-event`
 */
export const parseMessage = (raw: unknown): Message => {
  const order = orderSchema.safeParse(raw)
  if (order.success) return order.data
  const { changes, faults } = unwrap(raw)
  if (changes.length === 0 && faults.length > 0) throw faults[0]
  return faults.length > 0 ? { changes, faults } : { changes }
}

/** A notification of our own: the function shall look at this object, as if it had just been uploaded. */
export const notificationOf = ({ bucket, key }: Change): object => ({
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Nightshift',
      s3: { bucket: { name: bucket }, object: { key: encodeKey(key) } },
    },
  ],
})
