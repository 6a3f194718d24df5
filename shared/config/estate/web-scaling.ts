import * as z from 'zod'
import { durationFrom } from '../values.ts'

/** Share of what the tasks have, on average, that a policy holds. */
const percent = z.int().min(10).max(95)

/** Seconds after which a policy of Application Auto Scaling may act again. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html */
const cooldown = durationFrom('1 second', '1 hour')

export const webScalingSchema = z
  .strictObject({
    /** Percent of CPU that is held; false: CPU says nothing. Default 70. */
    cpu: z.union([z.literal(false), percent], { error: 'a whole number from 10 to 95, or false' }).default(70),
    /** Percent of memory that is held. Default: memory says nothing. */
    memory: percent.optional(),
    /** Requests a minute that a task gets, by the load balancer's count. Default: requests say nothing. */
    requests: z.int().min(1).max(1_000_000).optional(),
    /** A queue that the tasks work on, and how many messages may wait for each of them. Default none. */
    backlog: z
      .strictObject({
        queue: z.string().regex(/^[\w-]{1,80}(\.fifo)?$/, 'the name of an SQS queue, not its URL'),
        perTask: z.int().min(1).max(1_000_000),
      })
      .optional(),
    /**
     * Tasks that are added at once when CPU jumps, after a minute: from each percentage on, up to that of the next, so many. Taking away is left to what is held. At most
     * 20. Default none.
     */
    steps: z
      .array(z.strictObject({ cpu: z.int().min(1).max(100), add: z.int().min(1).max(100) }))
      .max(20)
      .default([]),
    /** How long it waits after tasks were added, or taken away, before it does so again: from 1 second to 1 hour. Default 5 minutes each, which is AWS's. */
    cooldown: z.strictObject({ out: cooldown.optional(), in: cooldown.optional() }).default({}),
  })
  .superRefine(({ cpu, memory, requests, backlog, steps }, context) => {
    const issue = (path: readonly PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message })
    if (cpu === false && [memory, requests, backlog].every((each) => each === undefined))
      issue(['cpu'], 'a percentage, or memory, requests or backlog beside it: nothing would take tasks away again')
    for (const [index, step] of steps.entries()) {
      const before = steps[index - 1]
      if (before && step.cpu <= before.cpu) issue(['steps', index, 'cpu'], `more than the step before, ${before.cpu}`)
      if (before && step.add < before.add)
        issue(['steps', index, 'add'], `at least what the step before adds, ${before.add}: there is more to do`)
    }
    const [first] = steps
    if (first && cpu !== false && first.cpu <= cpu)
      issue(['steps', 0, 'cpu'], `more than the ${cpu} % that scaling.cpu holds, or both would add tasks all day`)
  })

export type WebScaling = z.output<typeof webScalingSchema>
