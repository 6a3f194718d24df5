import { createHash } from 'node:crypto'
import type { Severity } from '../../../shared/config/alerts/schema.ts'
import type { InstanceAction } from '../../../shared/instance-actions.ts'

/** One series of CloudWatch and what it is held against. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  /** As GetMetricData wants it: `Sum`, `Average`, `p99`, … */
  readonly statistic?: string | undefined
  /** Length of one look, in seconds. */
  readonly period?: number | undefined
  /** Account that it is from, where that is not the alarm's. */
  readonly account?: string | undefined
  readonly threshold?: number | undefined
  /** How the value is bad: it is this much against the threshold. */
  readonly comparison?: '>' | '>=' | '<' | '<=' | undefined
}

/** What CloudWatch has EC2 do to an instance as an alarm goes off. */
export interface ActionOnInstance {
  readonly action: InstanceAction
  /** Id of the instance, where the metric names it. */
  readonly id?: string | undefined
}

/** What came in, whatever shape it had: something went to a state at a time. */
export interface Transition {
  /** ARN of the alarm where it is known, else its name; the name of a signal's subject. The same for every transition of one thing. */
  readonly alarm: string
  /** Name of the alarm, or what it is about (`job/nightly-report`, `pipeline/web`): what routes match. */
  readonly name: string
  /** For people, where it is not the name. */
  readonly title?: string | undefined
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'NOTE'
  /** State before, where the payload says so. */
  readonly previous?: string | undefined
  /** ISO 8601 instant in UTC at which it became so; orders transitions and tells duplicates. */
  readonly at: string
  /** When it says that it became so, where that was in the future as it came in; tells duplicates in the place of `at`. */
  readonly claimedAt?: string | undefined
  readonly reason: string
  readonly description?: string | undefined
  readonly region?: string | undefined
  /** Account that it happened in, where `arn` does not say so. */
  readonly account?: string | undefined
  /** ARN of the alarm, or of what an event is about. One alarm of several contributors has several keys and one ARN. */
  readonly arn?: string | undefined
  /** Namespace of the metric (`AWS/RDS`), or source of the event (`aws.rds`). */
  readonly namespace?: string | undefined
  /** The series that can be plotted: not of a composite alarm, nor of an expression. */
  readonly metric?: Metric | undefined
  /** What is done to an instance beside it, of an alarm that goes off. */
  readonly instance?: ActionOnInstance | undefined
  /**
   * The part of a thing that this is about, such as the stage of a pipeline, and what in it (`by`, the action). The end of a part ends the
   * trouble of that part alone; the end of the whole that of its run.
   */
  readonly part?: { readonly name: string; readonly by?: string | undefined } | undefined
  /** Id of the run of a thing that has parts. */
  readonly run?: string | undefined
  /** ISO 8601 instant at which that run began, of the end of a whole run. */
  readonly began?: string | undefined
  /** Seconds from `at` for which nobody is notified: it may end by itself, and another report may say more. Default 0. */
  readonly settles?: number | undefined
  /** An end that counts only while nobody has been notified: it is being tried again. */
  readonly triedAgain?: true | undefined
  /** Tags of the alarm, where it sends them along. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Why CloudWatch itself tells nobody of it now: a suppressor or a mute rule. */
  readonly suppressed?: string | undefined
  /** It was `ALARM` before too: what kept it quiet may have ended, so it may have to be told now. */
  readonly resumed?: true | undefined
  /** How severe it is when no route says. */
  readonly severity?: Severity | undefined
  /** Policy or rotation that it goes to when no route says. */
  readonly policy?: string | undefined
  /** Address of it in the AWS console; an alarm's follows from its ARN. */
  readonly link?: string | undefined
}

/** An id that is the same for every delivery of one opening: the alarm and the time. 16 hexadecimal digits. */
export const incidentId = ({ alarm, at, claimedAt = at }: Transition): string =>
  createHash('sha256').update(`${alarm}\n${claimedAt}`).digest('hex').slice(0, 16)

const summary = /^\d{1,5} out of \d{1,5} (time series|contributors) evaluated to /

/** Whether the reason of an alarm sums up its contributors, each of which has an event of its own: by email only, they call. */
export const isSummary = (reason: string): boolean => summary.test(reason)
