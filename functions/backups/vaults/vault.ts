import type { ResourceKind } from '../../../shared/backups/targets.ts'
import type { BackupResources } from '../../../shared/config/backups/resources.ts'

/** What a plan says of one kind of resource. */
export type Selector = NonNullable<BackupResources[ResourceKind]>

/** What something is to be saved of. */
export interface Source {
  /** `busy`: not now, and that passes. `cannot`: it is there, and can never be saved so. */
  readonly state: 'ready' | 'busy' | 'gone' | 'cannot'
  /** Why it is not ready, and what to do. */
  readonly reason?: string | undefined
}

/** A snapshot, or an AMI, as AWS shows it. */
export interface Seen {
  readonly id: string
  readonly state: 'pending' | 'good' | 'failed'
  readonly percent?: number | undefined
  /** Why it failed, in AWS's words. */
  readonly reason?: string | undefined
  /** ISO 8601: the moment whose data it has. While AWS does not say it: when it was asked for. */
  readonly at?: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly encrypted: boolean
  /** The snapshots that an AMI consists of. */
  readonly parts?: readonly string[] | undefined
}

/** Why AWS did not do it. */
export interface Refusal {
  /** For a person: what it means and what to do. */
  readonly reason: string
  /** The same may be done later: a state, a limit. */
  readonly passes: boolean
}

export type Answer = { readonly id: string } | { readonly refusal: Refusal }

/** What a snapshot, or a copy, is to be. */
export interface Wanted {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
}

/** Which of ours are meant: by tags that they all have. */
export interface Ours {
  readonly deployment: string
  readonly plan: string
  /** `<kind>/<id>`. */
  readonly target: string
}

/**
 * AWS's snapshots of one kind of resource. Regions: the deployment's where none is named. Everything may throw the SDK's errors, for
 * what says nothing of the thing itself: no answer, throttled, denied.
 */
export interface Vault {
  readonly kind: ResourceKind
  /** In front of an id, in the singular: `rds-instance` makes `rds-instance/shop`. */
  readonly noun: string
  /** The limit that its copies share: AWS counts those under way by service and region. */
  readonly service: 'rds' | 'ec2'
  /** Ids of what the selector means. Named ones are among them whether or not AWS knows them. */
  readonly find: (selector: Selector) => Promise<readonly string[]>
  readonly source: (id: string) => Promise<Source>
  /** Asks for a snapshot. One that is there already under its name is its answer. */
  readonly take: (resource: string, wanted: Wanted) => Promise<Answer>
  /** What a process of ours has made under a name: where AWS has no names, by the tag Name beside its own. */
  readonly made: (process: string, name: string, region?: string) => Promise<Seen | undefined>
  readonly show: (id: string, region?: string) => Promise<Seen | undefined>
  /** All that bear our tags of a plan and a target, whatever their state. */
  readonly list: (ours: Ours, region?: string) => Promise<readonly Seen[]>
  /** Asks for a copy in another region. */
  readonly copy: (source: Seen, wanted: Wanted, region: string, key: string | undefined) => Promise<Answer>
  /** Those of some that something else in AWS is made of, and what: such as an AMI. */
  readonly needed: (ids: readonly string[], region?: string) => Promise<ReadonlyMap<string, string>>
  /** Deletes it, and what it consists of. One that is gone is deleted. */
  readonly remove: (
    removed: { readonly id: string; readonly parts?: readonly string[] | undefined },
    region?: string,
  ) => Promise<Refusal | undefined>
}

/** The id of a resource in a target: `shop` of `rds-instance/shop`. */
export const idOf = (target: string): string => target.slice(target.indexOf('/') + 1)

/** The noun of a target: `rds-instance`. */
export const nounOf = (target: string): string => target.slice(0, target.indexOf('/'))
