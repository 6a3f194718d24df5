/** A database as AWS shows it. */
export interface SeenDatabase {
  readonly form: 'instance' | 'cluster'
  /** Its identifier now. */
  readonly name: string
  /** `DbiResourceId` or `DbClusterResourceId`. */
  readonly resource: string
  readonly status: string
  readonly encrypted: boolean
  /** Whether it is protected from deletion. */
  readonly protected: boolean
  /** Whether a change of it waits to be done. */
  readonly pending: boolean
  /** Whether it bears the tags of the process. */
  readonly ours: boolean
  /** Whether it has what is set after the restore. */
  readonly settled: boolean
}

export interface SeenSnapshot {
  readonly status: string
  readonly encrypted: boolean
  readonly ours: boolean
}

/** What of a process is there now: the databases under their three names each, and the two snapshots. */
export interface Seen {
  readonly databases: readonly SeenDatabase[]
  readonly plain?: SeenSnapshot | undefined
  readonly copy?: SeenSnapshot | undefined
}
