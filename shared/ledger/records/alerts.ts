import type { LedgerItem } from '../ledger.ts'
import type { Basis, ChangeRecord } from './basis.ts'

export interface IncidentRecord extends LedgerItem {
  readonly kind: 'incident'
  readonly id: string
  /** Key of the alarm: its transitions stand below it. */
  readonly alarmKey: string
  /** Name of the alarm, or what a signal is about. */
  readonly alarm: string
  readonly severity: 'critical' | 'warning' | 'info'
  /**
   * `held`: nobody is told yet, for the reason given. `open`: people are told, nobody has acknowledged. `acknowledged`:
   * somebody has it. `exhausted`: the policy was gone through in vain; reminders go on. `resolved`: over. `suppressed`:
   * over, and nobody was ever told, by the rule that `reason` names.
   */
  readonly state: 'held' | 'open' | 'acknowledged' | 'exhausted' | 'resolved' | 'suppressed'
  readonly openedAt: string
  readonly closedAt?: string | undefined
  /** Why it is in its state, for a person. */
  readonly reason: string
  /** Text for a person, made when it opened. */
  readonly title: string
  /**
   * What whoever made the alarm wrote for the responder, as it is: the number of a hotline stays in it. `basis`, which
   * rehearsals and tools read, has it without numbers and addresses.
   */
  readonly description?: string | undefined
  /** The policy that it goes through. */
  readonly policy: string
  /** How many steps have been taken, over all rounds. */
  readonly steps: number
  /** When the next step, reminder or look is due; its timer stands beside it. */
  readonly nextAt?: string | undefined
  /** Responder, or `nightshift` user, who has acknowledged it. */
  readonly acknowledgedBy?: string | undefined
  readonly acknowledgedAt?: string | undefined
  /** Who has acknowledged, where the policy wants more people than these to. Nothing once it is acknowledged. */
  readonly partly?: readonly { readonly by: string; readonly at: string; readonly step?: number }[] | undefined
  /** Who has had it since when, oldest first; `from` is who handed it over. The newest fifty. */
  readonly acknowledgements?:
    | readonly {
        readonly by: string
        readonly at: string
        readonly from?: string | undefined
        /** Until when it was snoozed. */
        readonly until?: string | undefined
      }[]
    | undefined
  /** Snoozed: when the last step is taken again unless it is over. Nothing where an acknowledgement runs by the policy. */
  readonly snoozedUntil?: string | undefined
  /** How many of the steps were taken again because an acknowledgement had run out. */
  readonly repeated?: number | undefined
  /** What has become of it, oldest first; of very many the first and the newest. Absent from the oldest records. */
  readonly history?: readonly IncidentChange[] | undefined
  readonly basis: Basis
}

/** One change of an incident's state, or one step of its policy. */
export interface IncidentChange {
  /** ISO 8601 instant. */
  readonly at: string
  readonly what:
    | 'held'
    | 'step'
    | 'reminder'
    | 'acknowledged'
    | 'taken over'
    | 'handed over'
    | 'snoozed'
    | 'escalated'
    | 'recovered'
    | 'resolved'
  /** The state that it then had. */
  readonly state: IncidentRecord['state']
  /** Who did it: a responder, or a user of the terminal or the console. */
  readonly by?: string | undefined
  /** Responders who were to be told by it. */
  readonly to?: readonly string[] | undefined
  /** ISO 8601: until when it was snoozed or held. */
  readonly until?: string | undefined
  /** Number of the step. */
  readonly step?: number | undefined
  /** Why, where a rule or an event says so. */
  readonly reason?: string | undefined
  /** What people made at run time could not be read: the config alone decided who was told. */
  readonly unread?: true | undefined
}

/** What somebody wrote down about an incident. */
export interface NoteRecord extends LedgerItem {
  readonly kind: 'incident-note'
  readonly incident: string
  readonly by: string
  readonly text: string
}

/** Who made something at run time, when and why; and who ended it early. */
interface MadeAtRunTime {
  /** 8 hexadecimal digits or more, of the request that made it: the same request makes it once. */
  readonly id: string
  readonly by: string
  /** ISO 8601 instant. */
  readonly at: string
  readonly why?: string | undefined
  /** Ended before its time: its own end is `at` then, and `until` what it had been. */
  readonly ended?: { readonly by: string; readonly at: string; readonly until: string } | undefined
  /** What was asked for, so that the same request can be told from another of the same id. */
  readonly asked: unknown
}

/** Somebody covers a time of a rotation, as an override of the config does. Times are ISO 8601 in UTC. */
export interface OverridePart {
  readonly rotation: string
  readonly responder: string
  /** Only in this person's turns. */
  readonly instead?: string | undefined
  readonly from: string
  readonly until: string
}

/** An override made at run time; a swap is one of two parts. */
export interface OverrideMade extends MadeAtRunTime {
  readonly parts: readonly OverridePart[]
}

/** A silence made at run time. */
export interface SilenceMade extends MadeAtRunTime {
  readonly match: {
    readonly alarm?: string | undefined
    readonly namespace?: string | undefined
    readonly tags?: Readonly<Record<string, string>> | undefined
  }
  /** ISO 8601 in UTC. */
  readonly from: string
  readonly until: string
}

/**
 * What people have made at run time of who is on call and of what pages nobody, beside what the config says. One item: a decision
 * reads all of it at once, and two people who change it at the same moment come one after the other.
 */
export interface OnCallRecord extends LedgerItem {
  readonly kind: 'on-call'
  /** In the order in which they were made. Those that are over stay for a week. */
  readonly overrides: readonly OverrideMade[]
  readonly silences: readonly SilenceMade[]
}

/** What a person did at run time, kept for 400 days. */
export interface AlertsChangeRecord extends ChangeRecord {
  readonly capability: 'alerts'
  readonly by: string
}

/** The address of a calendar feed. Its key holds a hash of the token: who reads the ledger cannot read the calendar by it. */
export interface CalendarRecord extends LedgerItem {
  readonly kind: 'calendar'
  /** A responder's or a rotation's name. */
  readonly name: string
  readonly of: 'responder' | 'rotation'
  readonly by: string
}

/** A day (UTC) that has ended, added up, so that months can be told without reading each incident and message. */
export interface DaySumsRecord extends LedgerItem {
  readonly kind: 'day-sums'
  /** When it was added up. Its day is `sk`. */
  readonly at: string
  /** Of incidents that opened in it and are over, by month and policy, such as `2026-11 shop`. Seconds from the opening. */
  readonly incidents: Readonly<
    Record<
      string,
      {
        readonly incidents: number
        readonly acknowledged: number
        readonly resolved: number
        readonly acknowledgeSeconds: number
        readonly resolveSeconds: number
      }
    >
  >
  /** Messages by their channel. */
  readonly channels: Readonly<Record<string, { readonly sent: number; readonly failed: number }>>
  /** Ids of incidents that opened in it and were not over yet: they are in no sum. */
  readonly notOver: readonly string[]
}

/** One message to one responder by one channel. Made with its cause, so that none can be forgotten. */
export interface NotificationRecord extends LedgerItem {
  readonly kind: 'notification'
  readonly incident: string
  /** The responder's short name, or `fallback`; never a number or an address. */
  readonly to: string
  /** Name of the channel: see functions/alerts/channels. A record of earlier may name one that is gone. */
  readonly channel: string
  readonly purpose: 'page' | 'recovery' | 'hand-over'
  /** Which page it is: the number of steps that had been taken, from 1; 0 for a recovery; of a hand-over which one it is. */
  readonly step: number
  /** `dropped`: the incident was over, or taken, before the message was sent. */
  readonly outcome: 'planned' | 'accepted' | 'failed' | 'dropped'
  /** Not to be sent before: quiet hours. */
  readonly notBefore?: string | undefined
  /** Seconds of it for which the person's own rule has it wait for an acknowledgement. */
  readonly after?: number | undefined
  /** Whether it went, or is to go, with others in one message. */
  readonly digest?: boolean | undefined
  /** Whether it goes to somebody who shadows: it counts for nothing. */
  readonly shadow?: true | undefined
  /** Whether a person asked for it, so that no silence holds it. */
  readonly asked?: boolean | undefined
  /** Token of the acknowledgement page of this responder and incident. */
  readonly link?: string | undefined
  /** The service's message id, or the name of its error. */
  readonly detail?: string | undefined
  /** The call that is sending it, and until when it has it for itself. */
  readonly leaseBy?: string | undefined
  readonly leaseUntil?: string | undefined
  readonly attempts: number
}

/** One transition that came in, and what became of it. */
export interface TransitionRecord extends LedgerItem {
  readonly kind: 'transition'
  /** When it came in; absent from the oldest records. */
  readonly receivedAt?: string | undefined
  readonly alarm: string
  readonly outcome: 'opened' | 'held' | 'resolved' | 'noted' | 'stale'
  /** Why, for a person. */
  readonly reason: string
  readonly incident?: string | undefined
  /** The incident before it, of which the end was never reported and which it closed. */
  readonly replaces?: string | undefined
  readonly basis: Basis
}

/** An acknowledgement page: one responder, and one incident or all that one message listed. */
export interface LinkRecord extends LedgerItem {
  readonly kind: 'link'
  readonly incident: string
  /** All that it is about, the worst first (`incident` is the first of them), where they are several. */
  readonly incidents?: readonly string[] | undefined
  readonly to: string
  /** ISO 8601 instant after which it shows nothing. */
  readonly validUntil: string
}

/** Something to be done at a time (`at`). The queue of timers brings it up; the sweep finds it when the queue did not. */
export interface TimerRecord extends LedgerItem {
  readonly kind: 'timer'
  readonly open?: 'timer' | undefined
  readonly subject:
    | { readonly incident: string }
    | { readonly mailbox: { readonly to: string; readonly channel: NotificationRecord['channel'] } }
}

/** When messages went to one person by one channel, so that a storm becomes a digest. */
export interface MailboxRecord extends LedgerItem {
  readonly kind: 'mailbox'
  /** ISO 8601 instants of the last three hours, oldest first. */
  readonly sent: readonly string[]
}

/** Whose check-in address a token belongs to. */
export interface LedgerTokenRecord extends LedgerItem {
  readonly kind: 'beat'
  readonly name: string
}

/** Something that promises to check in. */
export interface HeartbeatRecord extends LedgerItem {
  readonly kind: 'heartbeat'
  readonly name: string
  /** Unguessable part of its address. */
  readonly token: string
  /** When it last checked in, or was first expected to. */
  readonly lastAt: string
  /** Whether its silence has been told. */
  readonly silent?: boolean | undefined
}

/** Whose address to report to a token is. */
export interface SourceTokenRecord extends LedgerItem {
  readonly kind: 'source-token'
  readonly name: string
}

/** A source that may report troubles, and how much it does. */
export interface SourceRecord extends LedgerItem {
  readonly kind: 'source'
  readonly name: string
  /** Unguessable part of its address. */
  readonly token: string
  /** ISO 8601: when it last reported; nothing where it never has. */
  readonly lastAt?: string | undefined
  /** The minute that is counted, such as `2026-11-30T18:21`, and how many reports were taken in it. */
  readonly minute?: string | undefined
  readonly taken?: number | undefined
  /** What was refused since `since`, and when last; nothing while it keeps to its bounds. */
  readonly refused?:
    | { readonly since: string; readonly lastAt: string; readonly rate: number; readonly size: number }
    | undefined
}

/** What the watchers outside last heard. Written when that changes, and every ten minutes. */
export interface OutsideRecord extends LedgerItem {
  readonly kind: 'outside'
  /** `not well`: they were not called, because alerting is not well; `not reached`: at least one could not be called. */
  readonly state: 'called' | 'not well' | 'not reached'
  readonly detail?: string | undefined
}

/** Where an alarm stands. */
export interface AlarmRecord extends LedgerItem {
  readonly kind: 'alarm'
  readonly alarm: string
  readonly state: string
  /** Time of the newest transition that counted. */
  readonly stateAt: string
  readonly incident?: string | undefined
  /** Where its parts stand, of a thing that reports them, such as the stages of a pipeline; the newest fifty. */
  readonly parts?:
    | Readonly<Record<string, { readonly state: 'ALARM' | 'OK'; readonly at: string; readonly run?: string }>>
    | undefined
}
