import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** What a process of `backups` is about: each has a folder of its own in functions/backups/. */
export type BackupProcessKind = 'snapshot' | 'copy' | 'proof' | 'restore' | 'drill' | 'encryption'

/** How a process came out. */
export interface BackupEnd {
  readonly outcome: 'done' | 'failed' | 'cancelled'
  /** For a person: what happened and what to do. */
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
}

/** Something that AWS takes a while for, from its beginning to its explained end. `open` until it is ended. */
export interface BackupProcessRecord extends LedgerItem {
  readonly kind: 'backup-process'
  readonly process: BackupProcessKind
  /** Twelve hexadecimal digits, made of what it is for: what is doubled has the same. The names of what it makes in AWS come from it. */
  readonly id: string
  /** `<kind>/<id>`, such as `rds-instance/shop`. */
  readonly target: string
  /** Where it stands: a word of its kind. */
  readonly step: string
  /** ISO 8601, when it began. */
  readonly since: string
  /** Who asked for it. Default: a schedule. */
  readonly by?: string | undefined
  /** Why it does not get on just now. It is tried again at each look. */
  readonly trouble?: { readonly reason: string; readonly transient: boolean; readonly since: string } | undefined
  readonly ended?: BackupEnd | undefined
  readonly basis: Basis
}

/** What a restored copy is given. */
export interface ProofCopyPlan {
  readonly class?: string | undefined
  readonly subnetGroup?: string | undefined
  readonly securityGroup?: string | undefined
  readonly optionGroup?: string | undefined
  readonly storageType?: string | undefined
  readonly engine?: string | undefined
  readonly engineVersion?: string | undefined
  /** The snapshot is a Multi-AZ cluster's. */
  readonly fromCluster?: true | undefined
  readonly serverless?: true | undefined
  /** Availability Zone of a volume. */
  readonly zone?: string | undefined
  /** Of an instance of EC2: its type, its subnet, and the devices of its AMI. */
  readonly machineType?: string | undefined
  readonly subnet?: string | undefined
  readonly devices?: readonly string[] | undefined
}

/** A restore that proves a snapshot: a copy under another name, a check of it, and the copy's end. */
export interface BackupProofRecord extends BackupProcessRecord {
  readonly process: 'proof'
  readonly step: 'choosing' | 'restoring' | 'checking' | 'deleting'
  /** Its name in the config. */
  readonly proof: string
  /** ISO 8601, when its step began. */
  readonly stepSince: string
  /** What is restored. `at`: ISO 8601, when its data is from. */
  readonly snapshot?: { readonly id: string; readonly origin: string; readonly at: string } | undefined
  /** How the copy is made. */
  readonly plan?: ProofCopyPlan | undefined
  /** What the copy is in AWS. A Multi-AZ cluster's is a single instance; a machine is an instance of EC2. */
  readonly form?: 'instance' | 'cluster' | 'volume' | 'machine' | undefined
  /** ISO 8601, when the restore was last asked for without a refusal that says that there is none. */
  readonly asked?: string | undefined
  /** The copy was seen in AWS: when it is not there any more somebody has deleted it. The same for the instance of a cluster. */
  readonly copySeen?: true | undefined
  readonly memberSeen?: true | undefined
  /** A volume's id, or an instance's of EC2, which AWS makes. */
  readonly volume?: string | undefined
  readonly machine?: string | undefined
  /** The task of the check. */
  readonly task?:
    | {
        readonly attempt: number
        readonly asked: string
        readonly arn?: string | undefined
        readonly stop?: string | undefined
      }
    | undefined
  /** How it came out, before the copy is gone. */
  readonly verdict?: { readonly well: boolean; readonly reason: string } | undefined
  /** What the check gave. */
  readonly result?: { readonly value?: string | undefined; readonly expected: string } | undefined
  /** Seconds from the request until the copy was ready to be asked. */
  readonly restoreSeconds?: number | undefined
  /** Whether it was reported that the copy cannot be deleted. */
  readonly told?: boolean | undefined
}

/** Where one proof of the config stands. */
export interface BackupProofStandingRecord extends LedgerItem {
  readonly kind: 'backup-proof'
  readonly proof: string
  /** ISO 8601: when it was first known, from which it counts how long nothing is proven. */
  readonly since: string
  /** ISO 8601: the firing of its schedule that was begun last. */
  readonly firing: string
  /** The last restore that was proven. `at`: ISO 8601, when the check had come out well. */
  readonly proven?:
    | {
        readonly at: string
        readonly process: string
        readonly snapshot: string
        readonly snapshotAt: string
        readonly reason: string
      }
    | undefined
  /** The last one that came to its end, however. */
  readonly last?:
    | { readonly at: string; readonly process: string; readonly outcome: string; readonly reason: string }
    | undefined
}

/** A database that somebody has restored, by its own name. */
export interface BackupRestoreRecord extends BackupProcessRecord {
  readonly process: 'restore'
  readonly step: 'restoring'
  readonly form: 'instance' | 'cluster'
  /** The new identifier. */
  readonly as: string
  /** ISO 8601: to which time; or from which snapshot. */
  readonly to: { readonly time: string } | { readonly snapshot: string; readonly at: string }
  /** What the call is given, beside the time or the snapshot: as the original had it. JSON. */
  readonly settings: string
  /** JSON of the instance that a cluster gets. */
  readonly member?: string | undefined
  readonly copySeen?: true | undefined
  readonly memberSeen?: true | undefined
  /** What of the original it does not have, for people. */
  readonly left?: readonly string[] | undefined
  /** Where it answers, once it is available. */
  readonly endpoint?: string | undefined
}

/** A snapshot by a plan, from its firing until the older ones that nobody needs are gone. */
export interface SnapshotProcessRecord extends BackupProcessRecord {
  readonly process: 'snapshot'
  readonly step: 'wanted' | 'asking' | 'made' | 'pruning'
  readonly plan: string
  /** ISO 8601, the firing of the schedule, or when somebody asked. */
  readonly firing: string
  /** What it is called in AWS, where it has a name of its own. */
  readonly name: string
  /** ISO 8601: when AWS was asked, or was about to be. The record is written before. */
  readonly askedAt?: string | undefined
  /** The call that asks: another one leaves it alone until that has surely ended. */
  readonly askedBy?: string | undefined
  /** Why AWS cannot be asked, or does not take it, just now. */
  readonly waits?: string | undefined
  /** Its id in AWS. */
  readonly snapshot?: string | undefined
  /** How far it is, as AWS says. */
  readonly percent?: number | undefined
  /** Looks in a row at which AWS did not show it. */
  readonly unseen?: number | undefined
  readonly prune?: PruneState | undefined
}

/** A copy of a snapshot in another region. */
export interface CopyProcessRecord extends BackupProcessRecord {
  readonly process: 'copy'
  readonly step: 'queued' | 'asking' | 'made' | 'pruning'
  readonly plan: string
  readonly firing: string
  readonly region: string
  /** What is copied, in the deployment's region: it is kept until this has ended. */
  readonly source: string
  readonly name: string
  /** How often AWS was asked before and it came to nothing. */
  readonly tries: number
  readonly waits?: string | undefined
  readonly askedAt?: string | undefined
  /** The call that asks: another one leaves it alone until that has surely ended. */
  readonly askedBy?: string | undefined
  readonly snapshot?: string | undefined
  readonly percent?: number | undefined
  /** Looks in a row at which AWS did not show it. */
  readonly unseen?: number | undefined
  readonly prune?: PruneState | undefined
}

/** What is being deleted: written down before, with what it consists of, so that nothing is left over. */
export interface PruneState {
  readonly removing: readonly { readonly id: string; readonly parts?: readonly string[] | undefined }[]
  /** Those that AWS did not delete, and why: they are tried again after the next snapshot. */
  readonly left: readonly { readonly id: string; readonly reason: string }[]
}

/** A snapshot or a copy of ours, as AWS last showed it. */
export interface HeldSnapshot {
  readonly id: string
  readonly process: string
  readonly firing: string
  /** ISO 8601: the moment whose data it has. */
  readonly at: string
}

/** What a plan has of one resource. Only what stands here is ever deleted. */
export interface BackupTargetRecord extends LedgerItem {
  readonly kind: 'backup-target'
  readonly plan: string
  readonly target: string
  /** Good ones, the newest first; by region, the deployment's is `''`. */
  readonly held: Readonly<Record<string, readonly HeldSnapshot[]>>
  /** Made by us and not, or not yet, good; by region. */
  readonly others: Readonly<Record<string, readonly { readonly id: string; readonly since: string }[]>>
  /** Copies that are not ended: what they are made of is kept. */
  readonly copying: readonly { readonly process: string; readonly region: string; readonly source: string }[]
  /** ISO 8601: since when the plan no longer means it. What was made of it stays. */
  readonly leftAt?: string | undefined
  /** What is wrong now, by region, and was said: `backup.failed`. */
  readonly failing: Readonly<Record<string, { readonly since: string; readonly reason: string }>>
}

/** Where the schedule of a plan stands. */
export interface BackupPlanRecord extends LedgerItem {
  readonly kind: 'backup-plan'
  readonly plan: string
  /** ISO 8601: since when it is known; a rate counts from here. */
  readonly since: string
  /** ISO 8601: firings until here have begun. */
  readonly seenTo: string
}
