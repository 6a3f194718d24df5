import * as z from 'zod'

/**
 * Where the team's own application hears of thumbnails that were made: a bus of EventBridge or a queue of SQS, by its name, in the account and region of
 * the deployment.
 */
export const madeSchema = z.union(
  [
    z.strictObject({
      /** `default` is the account's own. */
      bus: z.string().regex(/^[\w./-]{1,256}$/, 'the name of a bus, such as default'),
    }),
    z.strictObject({
      queue: z
        .string()
        .regex(
          /^[\w-]{1,80}$/,
          'the name of a standard queue, such as shop-pictures: a FIFO queue would hold all back behind one',
        ),
    }),
  ],
  { error: "{ bus: 'default' }, { bus: 'name' } or { queue: 'name' }; a queue is a standard one" },
)

export type MadeConfig = z.output<typeof madeSchema>
