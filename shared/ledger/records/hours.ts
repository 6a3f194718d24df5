import type { LedgerItem } from '../ledger.ts'
import type { Basis, ChangeRecord } from './basis.ts'

/** How many a group or a service has. */
export interface HoursSize {
  readonly min?: number | undefined
  readonly desired?: number | undefined
}

/** What a person wants of a target, beside its calendar. */
export interface HoursOverride {
  readonly state: 'running' | 'stopped'
  /** ISO 8601. */
  readonly at: string
  /** ISO 8601; from then on the calendar decides again. */
  readonly until: string
  readonly by: string
  readonly why?: string | undefined
}

/** A start, a stop or a change of size that is not yet proven. */
export interface HoursOrder {
  readonly action: 'start' | 'stop' | 'size'
  /** ISO 8601, when it was decided: the deadline counts from here, or from `freeAt`. */
  readonly since: string
  /** When nothing stood in its way any more (what it comes after; a maintenance window). */
  readonly freeAt?: string | undefined
  /** When AWS was last asked, or was about to be. The record is written before. */
  readonly askedAt?: string | undefined
  readonly tries: number
  /** When the opposite was last asked for and not seen to come true: it may yet, and is then answered. */
  readonly against?: string | undefined
  /** RDS started it by itself: it is stopped again outside its maintenance window. */
  readonly restarted?: true | undefined
  /** What it is to be set to, of a start or a size. */
  readonly size?: HoursSize | undefined
  /** Why AWS refused the last time. */
  readonly refusal?: { readonly code: string; readonly words: string; readonly transient: boolean } | undefined
}

/** Where one target stands. Written when that changes, not at every look. */
export interface HoursTargetRecord extends LedgerItem {
  readonly kind: 'hours-target'
  /** `<kind>/<id>`, such as `rds-instance/shop`. */
  readonly target: string
  /** Name of its place in the config. */
  readonly entry: string
  readonly calendar: string
  /** The moment that was last acted on, or taken as it was. */
  readonly moment: {
    readonly state: 'running' | 'stopped'
    /** ISO 8601, the moment itself; and the look that took it up. */
    readonly at: string
    readonly seenAt: string
    readonly size?: HoursSize | undefined
  }
  /** Something was asked for and is not proven. */
  readonly order?: HoursOrder | undefined
  /** What a person wants of it. */
  readonly override?: HoursOverride | undefined
  /**
   * It is other than its calendar wants, by hand: since when that is seen. It stays so until the next moment. `found`: it was so when its
   * calendar was first asked about it, whose moment was past.
   */
  readonly hand?:
    | { readonly state: 'running' | 'stopped'; readonly at: string; readonly found?: true | undefined }
    | undefined
  /** What it had before we changed it, and gets back. `held`: it is still to be put back. */
  readonly kept?:
    | {
        readonly at: string
        readonly held: boolean
        readonly size?: HoursSize | undefined
        /** What of its scaling others had suspended before. */
        readonly suspended?: readonly string[] | undefined
      }
    | undefined
  /** The size that we last set, and the one that it had just before. */
  readonly set?: { readonly size: HoursSize; readonly before?: HoursSize | undefined } | undefined
  /** It is off on purpose: `planned-off` records keep its alarms quiet, from before its stop is asked for until its start is proven. */
  readonly plannedOff?: { readonly since: string } | undefined
  /** What is wrong with it, and reported. `told` once its signal was said. */
  readonly trouble?:
    | { readonly code: string; readonly words: string; readonly since: string; readonly told: boolean }
    | undefined
  /** It is seen to be stopped since then, and what of that is not yet in the savings. */
  readonly off?: { readonly from: string } | undefined
  /** For which times of the last days it was seen to be stopped before, oldest first, ISO 8601: so that a day can be drawn. */
  readonly wasOff?: readonly { readonly from: string; readonly until: string }[] | undefined
  /** What ends with its stop and what goes on, as it was last seen before. */
  readonly costs?:
    | {
        readonly running: readonly { readonly item: string; readonly count: number }[]
        readonly stopped: readonly { readonly item: string; readonly count: number }[]
      }
    | undefined
  /** ISO 8601, when RDS starts it by itself. */
  readonly restartsAt?: string | undefined
  /** ISO 8601, since when the config means it no more, or its tag is gone. It stays as it then was. */
  readonly retired?: string | undefined
  readonly basis: Basis
}

/** What the looks have seen of everything together. One item. */
export interface HoursLookRecord extends LedgerItem {
  readonly kind: 'hours-look'
  /** ISO 8601: everything was seen at or after it, at the last round that was written down. Longer ago than a gap, and nothing is known of the time between. */
  readonly seenTo: string
  /** Times of over 15 minutes for which nobody looked, the last few, in order. ISO 8601. */
  readonly gaps?: readonly { readonly from: string; readonly to: string }[] | undefined
  /** A round that is not at its end: when it began, and the target after which it goes on. */
  readonly round?: { readonly from: string; readonly after: string } | undefined
  readonly entries: Readonly<
    Record<
      string,
      {
        readonly found: number
        /** By tag, and not confirmed: nothing is asked for. */
        readonly dry?: boolean | undefined
        /** More would be stopped than was confirmed: so many, and since when nothing is stopped. */
        readonly held?: { readonly stops: number; readonly since: string } | undefined
      }
    >
  >
  /** Missing permissions, by kind. */
  readonly denied: Readonly<
    Record<string, { readonly action: string; readonly since: string; readonly phase: 'find' | 'observe' | 'request' }>
  >
  /** The month (`2026-11`, UTC) that was reported last, or for which there was nothing to report. */
  readonly reported?: string | undefined
  /** Names of calendars that tags have and the config has not: the day (UTC) on which it was last said. */
  readonly unknown: Readonly<Record<string, { readonly day: string; readonly example: string }>>
  readonly basis: Basis
}

/** How long a target was seen stopped in a month of UTC, and at which items' cost. */
export interface HoursSavingsRecord extends LedgerItem {
  readonly kind: 'hours-savings'
  readonly target: string
  /** `2026-11`. */
  readonly month: string
  readonly seconds: number
  /** US dollars: the list price of what did not run, and what of it was still paid. Their difference is what is saved. */
  readonly list: number
  readonly paid: number
  /** Items without a price, which count nothing. */
  readonly unpriced?: readonly string[] | undefined
}

/** What a person did about a target, and why. */
export interface HoursChangeRecord extends ChangeRecord {
  readonly capability: 'hours'
  readonly by: string
}

/**
 * Something that `hours` has switched off on purpose, under each name that an alarm or an event may know it by
 * (`shared/hours/planned-off.ts`): alerts reads it there, and pages nobody for it. It is on record before the stop is requested.
 */
export interface PlannedOffRecord extends LedgerItem {
  readonly kind: 'planned-off'
  /** The target, such as `rds-instance/shop`. */
  readonly target: string
  /** Since when, ISO 8601 in UTC. */
  readonly at: string
  /** Until when alarms are held: the end of the grace time after its start was proven. Nothing while it is off or starts. */
  readonly until?: string | undefined
}
