const dayMs = 86_400_000

/** The first midnight in UTC after an instant, in milliseconds since 1970; of a midnight, the one after it. */
export const nextMidnight = (at: Date): number => (Math.floor(at.getTime() / dayMs) + 1) * dayMs

/**
 * When something is due that happens so many days after an instant: S3 adds the days and goes on to the next midnight in
 * UTC. What was written on 15 January at 10:30 is due after 3 days on 19 January at 00:00.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const dueAfter = (from: Date, days: number): number => nextMidnight(from) + days * dayMs

/** When a rule with a date acts: at that date on what is there, and at the midnight after on what is written later. */
export const dueOnDate = (date: Date, created: Date): number =>
  created.getTime() <= date.getTime() ? date.getTime() : nextMidnight(created)
