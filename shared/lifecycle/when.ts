const dayMs = 86_400_000

/** The first midnight in UTC after an instant, in milliseconds since 1970; of a midnight, the one after it. */
export const nextMidnight = (at: Date | number): number => (Math.floor(Number(at) / dayMs) + 1) * dayMs

/** The first midnight in UTC that is not before an instant. */
export const midnightFrom = (at: Date | number): number => Math.ceil(Number(at) / dayMs) * dayMs

/** Whether an instant is a midnight in UTC. */
export const isMidnight = (at: Date | number): boolean => Number(at) % dayMs === 0

/**
 * When something is due that happens so many days after an instant: S3 adds the days and goes on to the next midnight in
 * UTC. What was written on 15 January at 10:30 is due after 3 days on 19 January at 00:00.
 * @param sharp whether what begins at exactly midnight ends there too; AWS does not say
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const dueAfter = (from: Date | number, days: number, sharp = false): number =>
  (sharp ? midnightFrom(from) : nextMidnight(from)) + days * dayMs

/** When a rule with a date acts: at that date on what is there, and at the midnight after on what is written later. */
export const dueOnDate = (date: Date | number, created: Date | number, sharp = false): number =>
  Number(created) <= Number(date) ? Number(date) : dueAfter(created, 0, sharp)
