import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

/** Who calls the reconcile, and what a person says of changes that are held back. */
export const parseCall = parserOf(
  'a call of the lifecycle reconcile',
  z.object({
    reason: z.enum(['schedule', 'command']),
    confirm: z.optional(z.boolean()),
    takeBack: z.optional(z.boolean()),
    by: z.optional(z.string()),
    buckets: z.optional(z.array(z.string())),
  }),
)
