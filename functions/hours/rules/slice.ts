import type { Calendar } from '../../../shared/calendar/index.ts'

/** What the config says of some targets: one place in its list, as the function has it. */
export interface TargetEntry {
  /** Unique: what `after` names, and what a hold is reported for. */
  readonly name: string
  /** Key of the kind: `ec2-instances`. */
  readonly kind: string
  /** In the words of the kind: ids, names or a tag. */
  readonly selector: unknown
  /** Default: the value of the tag by which a target is found names it. */
  readonly calendar?: string
  /** What differs from the calendar is set right at every look, whoever did it. */
  readonly enforce?: boolean
  /** How many targets it was meant for. One that goes by tag is a dry run without it. */
  readonly confirmed?: number
  /** Names of the entries without whose targets these cannot run. */
  readonly after?: readonly string[]
  /** Seconds within which a start or a stop comes true. Default: the kind's. */
  readonly within?: { readonly start?: number; readonly stop?: number }
  /** Seconds for which alarms are still held after a start is proven. Default 300. */
  readonly grace?: number
  /** Alarms about these targets that no dimension tells. */
  readonly alarms?: readonly string[]
  /** Policy or rotation that what goes wrong is reported to. */
  readonly policy?: string
}

/** The part of the config that the engine needs. */
export interface HoursSlice {
  /** By name. */
  readonly calendars: Readonly<Record<string, Calendar>>
  readonly targets: readonly TargetEntry[]
  /** US dollars an hour, by item: in place of, or beside, those of the project's list. */
  readonly prices?: Readonly<Record<string, number>>
  /** Responder or rotation that gets the monthly report. */
  readonly report?: { readonly to: string } | undefined
}
