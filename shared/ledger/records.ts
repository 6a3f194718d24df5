import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { LedgerItem } from './ledger.ts'

/**
 * What a decision was made from: enough to decide again with another config, and nothing that names a person.
 * `config` is the version of the config slice that decided.
 */
export interface Basis<Event = unknown, State = unknown> {
  readonly event: Event
  readonly state?: State | undefined
  readonly config: string
}

/** One (job, scheduled time). */
export interface RunRecord extends LedgerItem {
  readonly kind: 'run'
  readonly job: string
  /** ISO 8601, UTC. */
  readonly scheduledAt: string
  /** How many times RunTask was asked for, from 1; 0 where it never was. */
  readonly attempt: number
  readonly state: 'starting' | 'running' | 'succeeded' | 'failed' | 'missed'
  /** One of the names in `functions/jobs/causes.ts`. */
  readonly cause?: string | undefined
  /** What happened and what to do, for a person. */
  readonly explanation?: string | undefined
  readonly startedAt?: string | undefined
  readonly stoppedAt?: string | undefined
  readonly exitCode?: number | undefined
  readonly taskArn?: string | undefined
  /** The call that is starting the task, and until when it has the run for itself. */
  readonly leaseBy?: string | undefined
  readonly leaseUntil?: string | undefined
  /** `detail.version` of the last state change that counted. */
  readonly taskVersion?: number | undefined
  /** Who asked for a run outside the schedule. */
  readonly requestedBy?: string | undefined
  readonly command?: readonly string[] | undefined
  /** Time of the signal that tells of its end, kept so that it is the same each time it is said. */
  readonly toldAt?: string | undefined
  readonly basis: Basis
}

/** How a job is doing over its runs. */
export interface JobRecord extends LedgerItem {
  readonly kind: 'job'
  readonly job: string
  /** The schedule that `since` and `sweptTo` belong to. */
  readonly schedule: string
  /** When this schedule was first seen. */
  readonly since: string
  /** Up to when every firing is accounted for. */
  readonly sweptTo: string
  readonly lastSuccessAt?: string | undefined
  /** Whether the last verdict was bad, so that the next good one is told as a recovery. */
  readonly failing?: boolean | undefined
  /** When the latest run that failed or was missed ended. */
  readonly lastFailureAt?: string | undefined
  /** Time of the last signal about the job. Those who listen take an older one for stale. */
  readonly toldAt?: string | undefined
}

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
  /** The policy that it goes through. */
  readonly policy: string
  /** How many steps have been taken, over all rounds. */
  readonly steps: number
  /** When the next step, reminder or look is due; its timer stands beside it. */
  readonly nextAt?: string | undefined
  /** Responder, or `nightshift` user, who has it. */
  readonly acknowledgedBy?: string | undefined
  readonly acknowledgedAt?: string | undefined
  readonly basis: Basis
}

/** One message to one responder by one channel. Made with its cause, so that none can be forgotten. */
export interface NotificationRecord extends LedgerItem {
  readonly kind: 'notification'
  readonly incident: string
  /** The responder's short name, or `fallback`; never a number or an address. */
  readonly to: string
  readonly channel: 'sms' | 'email' | 'topic'
  readonly purpose: 'page' | 'recovery'
  /** Which page it is: the number of steps that had been taken, from 1; 0 for a recovery. */
  readonly step: number
  /** `dropped`: the incident was over, or taken, before the message was sent. */
  readonly outcome: 'planned' | 'accepted' | 'failed' | 'dropped'
  /** Not to be sent before: quiet hours. */
  readonly notBefore?: string | undefined
  /** Whether it went, or is to go, with others in one message. */
  readonly digest?: boolean | undefined
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
  readonly alarm: string
  readonly outcome: 'opened' | 'held' | 'resolved' | 'noted' | 'stale'
  /** Why, for a person. */
  readonly reason: string
  readonly incident?: string | undefined
  readonly basis: Basis
}

/** An acknowledgement page: one incident, one responder. */
export interface LinkRecord extends LedgerItem {
  readonly kind: 'link'
  readonly incident: string
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

/** Where an alarm stands. */
export interface AlarmRecord extends LedgerItem {
  readonly kind: 'alarm'
  readonly alarm: string
  readonly state: string
  /** Time of the newest transition that counted. */
  readonly stateAt: string
  readonly incident?: string | undefined
}

/** An original that was refused. */
export interface RejectRecord extends LedgerItem {
  readonly kind: 'reject'
  readonly bucket: string
  readonly key: string
  readonly versionId?: string | undefined
  readonly etag?: string | undefined
  /** One word that stays the same over releases. */
  readonly cause: string
  /** What is wrong, for a person. */
  readonly reason: string
  readonly basis: Basis
}

/** Something that Nightshift changed by itself. */
export interface ChangeRecord extends LedgerItem {
  readonly kind: 'change'
  readonly capability: string
  /** What was changed, such as a bucket's name. */
  readonly target: string
  readonly summary: string
  readonly before: unknown
  readonly after: unknown
  readonly basis: Basis
}

/** Where a bucket stands with its policy. Written when that changes, not at every look. */
export interface BucketRecord extends LedgerItem {
  readonly kind: 'lifecycle'
  readonly bucket: string
  /** `failing` from the first look that failed to the next that did not. */
  readonly state: 'kept' | 'failing'
  /** ISO 8601, since when it is so. */
  readonly since: string
  /** Our rules as they were when all was last well. */
  readonly rules: readonly LifecycleRule[]
  /** Whether versioning was seen to be on, or switched on. */
  readonly versioned: boolean
  readonly cause?: string | undefined
  /** What is wrong and what to do, for a person. */
  readonly reason?: string | undefined
  /** Whether `lifecycle.failed` was said, so that `lifecycle.mended` must follow. */
  readonly told?: boolean | undefined
  readonly basis: Basis
}

/** Item keys, in one place so that no two kinds can meet. docs/architecture.md has the table. */
export const keys = {
  run: (job: string, scheduledAt: string) => ({ pk: `run#${job}`, sk: scheduledAt }),
  job: (job: string) => ({ pk: `job#${job}`, sk: 'job' }),
  incident: (id: string) => ({ pk: `incident#${id}`, sk: 'incident' }),
  notification: (incident: string, purpose: string, step: number, to: string, channel: string) => ({
    pk: `incident#${incident}`,
    sk: `notification#${purpose}#${String(step).padStart(4, '0')}#${to}#${channel}`,
  }),
  incidentTimer: (incident: string) => ({ pk: `incident#${incident}`, sk: 'timer' }),
  link: (token: string) => ({ pk: `link#${token}`, sk: 'link' }),
  mailbox: (to: string, channel: string) => ({ pk: `mailbox#${to}`, sk: channel }),
  mailboxTimer: (to: string, channel: string) => ({ pk: `mailbox#${to}`, sk: `timer#${channel}` }),
  heartbeat: (name: string) => ({ pk: `heartbeat#${name}`, sk: 'heartbeat' }),
  heartbeatToken: (token: string) => ({ pk: `beat#${token}`, sk: 'beat' }),
  alarm: (alarm: string) => ({ pk: `alarm#${alarm}`, sk: 'alarm' }),
  transition: (alarm: string, at: string, state: string) => ({ pk: `alarm#${alarm}`, sk: `transition#${at}#${state}` }),
  reject: (bucket: string, key: string, etag: string) => ({ pk: `reject#${bucket}/${key}`, sk: etag }),
  /** All buckets stand below one key, so that one query reads them all. */
  bucket: (bucket: string) => ({ pk: 'lifecycle', sk: `bucket#${bucket}` }),
  change: (capability: string, target: string, at: string) => ({ pk: `change#${capability}#${target}`, sk: at }),
} as const
