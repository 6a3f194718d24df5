import * as z from 'zod'
import { exitActions, rangeOf } from '../../jobs/exit-codes.ts'

/** What is done about some exit codes. */
export const exitRuleSchema = z.strictObject({
  /** Codes from 1 to 255, and ranges such as `'64-78'`. 137 is SIGKILL, also for lack of memory, and 143 SIGTERM. */
  codes: z
    .array(
      z
        .union([z.int(), z.string()], "a code, such as 75, or a range, such as '64-78'")
        .refine((code) => rangeOf(code) !== undefined, "a code from 1 to 255, such as 75, or a range, such as '64-78'"),
    )
    .min(1)
    .max(50),
  /**
   * `succeed`: the run succeeded. `retry`: another attempt, up to `retries.limit`. `ignore`: another attempt that does not count
   * towards that limit, up to 50. `fail`: the run failed, and is not tried again.
   */
  action: z.enum(exitActions),
  /** Container of a `taskDefinition` whose code it is. Default: the essential one. */
  container: z
    .string()
    .regex(/^[\w-]{1,255}$/, 'the name of a container, of letters, digits, - and _')
    .optional(),
})
