import type * as Zod from 'zod'
import type { ClientOf } from '../../../shared/client-pool.ts'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import type { Statement } from '../../../shared/statement.ts'

/** How many a group or a service is set to have. What the target does not have is left out: a service without scaling has no `min`. */
export interface Size {
  readonly min?: number | undefined
  readonly desired?: number | undefined
}

/** Why something is so, or why AWS refuses. */
export interface Reason {
  /** AWS's own word, such as `Server.InsufficientInstanceCapacity`, or ours in kebab-case. It says which incident is the same. */
  readonly code: string
  /** For a person: what it means and what to do. */
  readonly words: string
}

/** Why AWS did not take a request. */
export interface Refusal extends Reason {
  /** Whether the same request may be taken later: capacity, throttling, a state that passes. */
  readonly transient: boolean
  /** The permission is missing, such as `ec2:StartInstances`: one incident for the kind, whatever the target. */
  readonly denied?: string
}

/**
 * Something with a price, so many of it for each hour: `ec2:m7g.large`, `ebs:gp3` (count: GB), `rds:postgres:db.t4g.micro`,
 * `fargate:arm64:vcpu`, `address` … . What has no price in the list counts nothing, and is said to.
 */
export interface Item {
  readonly item: string
  readonly count: number
}

/**
 * What is paid for a target: `running` ends with its stop, `stopped` goes on (storage, addresses, the I/O minimum). While it runs both are
 * paid. Of a stopped target `running` may be left empty where AWS no longer shows it.
 */
export interface Costs {
  readonly running: readonly Item[]
  readonly stopped: readonly Item[]
}

/** A target as AWS shows it now. */
export interface Observed {
  /**
   * `running`: all of it is there as it is set (`unproven` says what is not yet sure). `stopped`: none of it is, and none is wanted.
   * `busy`: it runs, and AWS does something with it that no stop may interrupt (modifying, backing up). `gone`: AWS does not know it.
   * `cannot`: AWS never stops such a thing; `reason` says why. `unknown`: AWS could not be asked.
   */
  readonly state: 'running' | 'stopped' | 'starting' | 'stopping' | 'busy' | 'gone' | 'cannot' | 'unknown'
  /**
   * Why it is stopped, or cannot be; for a start that AWS undid, its cause; while it is `starting` or `stopping`, what AWS says is in
   * its way. Left out where a stop was simply asked for.
   */
  readonly reason?: Reason
  /** Further names like the kind's `subjects`, that only AWS knows: of its members, of the target groups that it stands behind. */
  readonly subjects?: readonly string[]
  /** Who stopped it, in words, where AWS says so: `by a call of EC2's API`, `from inside the instance`. */
  readonly stoppedBy?: string
  /** What `running` still lacks, in words: `status checks are initializing`, `2 of 3 members are available`. */
  readonly unproven?: string
  /** Sizes as they are set, of a group or a service. */
  readonly size?: Size
  /** Names of what of its scaling is suspended, of those that the kind suspends. Left out by kinds that have none. */
  readonly suspended?: readonly string[]
  /** ISO 8601, when RDS will start it by itself (AutomaticRestartTime). */
  readonly restartsAt?: string
  /** As RDS has it, in UTC: `sun:05:00-sun:06:00`. */
  readonly maintenanceWindow?: string
  readonly costs?: Costs
}

/** What is found by a selector. */
export interface Found {
  /** Within its kind: `i-0123`, `shop`, `cluster/service`. */
  readonly id: string
  /** Another kind's, where the selector is of what only holds others (a stack). */
  readonly kind?: string
  /** Value of the tag, where the calendar is named by one. */
  readonly tag?: string
  /** It bears the tag that opts out: it is left alone. */
  readonly optedOut?: boolean
}

/** What is to be asked for of one target. */
export interface Order {
  readonly id: string
  readonly action: 'start' | 'stop' | 'size'
  /** start, size: to what it is set. A field left out stays as it is. */
  readonly size?: Size
  /** start: what of its scaling is to go on, after the count is set. stop: what is to be suspended, before it. */
  readonly scaling?: readonly string[]
  /** stop: keep what is in memory, where the instance was made for that. Else it is simply stopped. */
  readonly hibernate?: boolean
}

/** AWS as a kind reads and changes it. */
export interface Access {
  /** For questions: throttles are backed off, and asked again. */
  readonly client: ClientOf
  /** For requests: given up soon, as what AWS has no capacity for now is asked for again at a later look. */
  readonly requests: ClientOf
  readonly now: Date
}

/** Makes ARNs in the deployment's partition, region and account. */
export interface Arns {
  readonly of: (service: string, resource: string) => string
}

/**
 * One kind of target. It is one file, carries its own part of the config, and loads its SDK with its first question.
 * `observe` and `request` may throw for a whole batch: who calls them halves it until one id is left, and gives that error to
 * `refusalOf`. A kind that can tell ids apart answers for each instead.
 */
export interface TargetKind<Schema extends Zod.ZodType = Zod.ZodType> {
  /** Key of the config, in the plural: `ec2-instances`. */
  readonly kind: string
  /** In front of an id, in the singular: `ec2-instance` makes `ec2-instance/i-0123`. */
  readonly noun: string
  readonly schema: (kit: SchemaKit) => Schema
  /** Whether the selector goes by tag and not by name: it is then a dry run until it is confirmed. */
  readonly isByTag: (selector: Zod.output<Schema>) => boolean
  /** Most ids of one `observe` and one `request`. */
  readonly batch: { readonly observe: number; readonly request: number }
  /** Whether a start may be asked for while it stops, and a stop while it starts: sizes can be set at any time. */
  readonly interruptible: boolean
  /** Names of what of its scaling is suspended while it is off. Most have none. */
  readonly scaling: readonly string[]
  /** Seconds within which a start or a stop comes true, unless the config says otherwise. */
  readonly within: { readonly start: number; readonly stop: number }
  /** What an order has beside, because the config says so of the target. Default nothing. */
  readonly options?: (selector: Zod.output<Schema>) => Pick<Order, 'hibernate'>
  /** Everything that the selector means, by pages. Names are found whether or not AWS knows them. */
  readonly find: (selector: Zod.output<Schema>, access: Access) => AsyncIterable<readonly Found[]>
  /** One answer for each id. */
  readonly observe: (ids: readonly string[], access: Access) => Promise<ReadonlyMap<string, Observed>>
  /** Asks for it. `undefined` for what AWS took: that is not yet the result. Safe to call again. */
  readonly request: (orders: readonly Order[], access: Access) => Promise<ReadonlyMap<string, Refusal | undefined>>
  /**
   * Names under which alarms and events know it, as `shared/hours/planned-off.ts` makes them: by its dimensions, by its ARN. Each gets a
   * `planned-off` record before its stop is asked for, and so do the alarms that the target lists.
   */
  readonly subjects: (id: string, arns: Arns) => readonly string[]
  /** What AWS's error for one id means. Never throws. */
  readonly refusalOf: (error: unknown, id: string, action: Order['action'] | 'observe' | 'find') => Refusal
  /** What the function must be allowed to do: only what the selector means, by tag or by ARN. */
  readonly statements: (selector: Zod.output<Schema>, arns: Arns) => readonly Statement[]
}
