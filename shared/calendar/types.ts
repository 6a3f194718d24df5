/** What a calendar wants of a target. */
export type State = 'running' | 'stopped'

/** How large a group or service is to be while it runs. What is left out is the target's own: as it was before a calendar changed it. */
export interface Size {
  readonly min?: number | undefined
  readonly desired?: number | undefined
}

/** `2026-12-24`, in the calendar's zone. */
export interface Holiday {
  readonly date: string
  readonly name: string
}

/** A time for which a calendar's rules do not count. Instants in epoch milliseconds: from is in it, until is not. */
export interface Override {
  readonly from: number
  readonly until: number
  readonly state: State
  readonly size?: Size | undefined
  readonly why: string
  /** Who asked for it, where it does not stand in the config. */
  readonly by?: string | undefined
  /** Where it stands in the config, or `override` for one that a person has set. */
  readonly path: string
}

/** The local dates on which a rule counts: each part that is given must hold. */
export interface Days {
  /** 0 = Monday. One entry is enough: a weekday of every week, or the nth or last of its month. */
  readonly weekdays?: readonly { readonly weekday: number; readonly nth?: number | 'last' }[] | undefined
  /** Days of the month, and whether its last day is one of them. */
  readonly monthDays?: { readonly days: readonly number[]; readonly last: boolean } | undefined
  /** 1 = January. */
  readonly months?: readonly number[] | undefined
}

/** One rule, read. Times are minutes from the midnight with which its date begins. */
export type Rule = Days & {
  /** Where it stands in the config. */
  readonly path: string
  /** As a person reads it: `mon-fri 08:00–20:00`. */
  readonly text: string
  readonly size?: Size | undefined
} & (
    | { readonly kind: 'range'; readonly from: number; readonly until: number }
    | { readonly kind: 'start' | 'stop'; readonly at: number }
  )

/** A calendar, read: plain data. `calendarOf` makes it. */
export interface Calendar {
  /** IANA. */
  readonly zone: string
  readonly rules: readonly Rule[]
  /** In order of their dates. */
  readonly holidays: readonly Holiday[]
  /** Date from which on its country's holidays were not looked for. Left out where the config names no country. */
  readonly holidaysUntil?: string | undefined
  /** The last one that covers an instant decides. */
  readonly overrides: readonly Override[]
}

/** Why a calendar wants something. */
export interface Because {
  /** `rule`: that rule says so; `outside`: no rule holds; `holiday`: one would, were the date not a holiday. */
  readonly kind: 'rule' | 'outside' | 'holiday' | 'override'
  /** Where in the config: `hours.calendars.office.rules[0]`. */
  readonly path: string
  /** For a person. */
  readonly text: string
  /** Who set an override that is not in the config. */
  readonly by?: string | undefined
}

/** A moment at which a calendar says something. */
export interface Moment {
  readonly at: Date
  readonly state: State
  readonly size?: Size | undefined
  /**
   * Whether it wants something else from here on. A rule that only starts or only stops acts at its moment even where the same was
   * wanted before, and so does an override that begins.
   */
  readonly changes: boolean
  readonly because: Because
}

/** What a calendar wants at an instant. */
export interface Wanted {
  readonly state: State
  readonly size?: Size | undefined
  /** The last moment that said so. 1970 where none was in the eight years before. */
  readonly since: Date
  /** The next moment that changes it; undefined where none is within two years. */
  readonly until: Date | undefined
  readonly because: Because
}
