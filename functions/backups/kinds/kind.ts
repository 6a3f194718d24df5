import type { ClientOf } from '../../../shared/client-pool.ts'
import type { Ledger, Stored, Write } from '../../../shared/ledger/ledger.ts'
import type { BackupProcessKind, BackupProcessRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { BackupsSlice } from '../rules/slice.ts'

/** Where the restored copies of a proof and its check stand. The deployment makes the groups. */
export interface ProofPlace {
  readonly vpc: string
  /** The security group of copies: it lets in the checks' group, and nobody else; nothing goes out. */
  readonly databaseGroup: string
  /** Cluster of ECS. */
  readonly cluster: string
  readonly subnets: readonly string[]
  readonly taskGroup: string
  readonly assignPublicIp: boolean
}

/** What a kind of process works with, in one call. */
export interface Parts {
  readonly ledger: Ledger
  readonly publish: (signal: Signal) => Promise<void>
  /** Clients by region; the deployment's where none is named. */
  readonly client: ClientOf
  readonly slice: BackupsSlice
  /** Where proofs take place: by their names, `*` for all others. Default: nowhere. */
  readonly places?: Readonly<Record<string, ProofPlace>>
  readonly region: string
  readonly account: string
  readonly partition: string
  /** Version of the config. */
  readonly version: string
  readonly now: Date
  /** Id of this call: a step that asks AWS belongs to one. */
  readonly callId: string
  /** Milliseconds until this call is ended. */
  readonly remainingMs: () => number
}

/** One step of a process. */
export interface Advanced<Process extends BackupProcessRecord> {
  /** As it stands now: written where it differs, together with `writes`. */
  readonly process: Process
  /** Published before it is written: their ids must be the same however often the step is done. */
  readonly signals?: readonly Signal[]
  readonly writes?: readonly Write[]
  /** The next step can be done in the same look. What has to be written before AWS is asked is a step of its own. */
  readonly again?: boolean
}

/** What a kind does, loaded when there is something to do. */
export interface Work<Process extends BackupProcessRecord> {
  /** At each look, before anything is moved on: begins what the kind's own schedule wants, and measures. */
  readonly begin?: (parts: Parts) => Promise<void>
  /**
   * One step of one process, by what AWS says now. It may die at any point and is then done again from the same record.
   * @throws the SDK's errors: they are written down as the process's trouble, and it is tried again at the next look
   */
  // A method, so that kinds of every sort of process stand in one list: each is only given its own.
  advance(process: Stored<Process>, parts: Parts): Promise<Advanced<Process>>
  /** What people may ask for, by the action's name; each parses its event itself. Its answer is the answer. */
  readonly actions?: Readonly<Record<string, (raw: unknown, parts: Parts) => Promise<unknown>>>
}

/** Makes ARNs in the deployment's partition, region (or another one) and account. */
export type ArnOf = (service: string, resource: string, region?: string) => string

/** A kind of process. It is one folder, and a line in engine/kinds.ts. */
export interface Kind<Process extends BackupProcessRecord = BackupProcessRecord> {
  readonly process: BackupProcessKind
  /** Names of the actions that `load` brings. */
  readonly actions: readonly string[]
  /** Whether it begins anything by itself under this config. */
  readonly isScheduled: (slice: BackupsSlice) => boolean
  /** What it must be allowed to do. */
  readonly statements: (slice: BackupsSlice, arn: ArnOf) => readonly Statement[]
  readonly load: () => Promise<Work<Process>>
}
