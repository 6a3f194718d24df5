import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { OpenQuestion } from './questions.ts'

/** An instant: a `Date`, or ISO 8601 with a zone. */
export type Instant = Date | string

/** Somebody writes the key: a new version, or the object anew. */
export interface Put {
  readonly what: 'put'
  readonly at: Instant
  /** Bytes. */
  readonly size: number
  readonly tags?: Readonly<Record<string, string>>
  /** Default `STANDARD`. */
  readonly storageClass?: string
  /** Whether it has a version ID. Default where versioning is enabled; one that was written before that has none. */
  readonly hasVersionId?: boolean
  /** Noncurrent versions above it of which the history does not tell; they stay. Default 0. */
  readonly newerOldVersions?: number
  /** No rule is for it. Default false. */
  readonly untouched?: boolean
}

/** Somebody deletes the key without naming a version. */
export interface Deletion {
  readonly what: 'delete'
  readonly at: Instant
}

/** Somebody begins a multipart upload. */
export interface Upload extends Omit<Put, 'what'> {
  readonly what: 'upload'
  /** When it was completed; the object counts as made when the upload began. Default never. */
  readonly completed?: Instant
}

/** What people did with one key, oldest first. */
export type HistoryEntry = Put | Deletion | Upload

export type Versioning = 'off' | 'enabled' | 'suspended'
export type MinimumSize = 'all_storage_classes_128K' | 'varies_by_storage_class'

export interface SimulatedKey {
  readonly key: string
  readonly history: readonly HistoryEntry[]
  /** The bucket's versioning. Default `off`. */
  readonly versioning?: Versioning
}

export interface Surroundings {
  /** As the SDK and `get-bucket-lifecycle-configuration` spell them; dates may be texts. */
  readonly rules: readonly LifecycleRule[]
  /** S3's setting for small objects. Default `all_storage_classes_128K`. */
  readonly minimumSize?: MinimumSize | undefined
  /** Since when the bucket has the rules; what was due before is done at the next midnight. Default: they were always there. */
  readonly rulesSince?: Instant | undefined
  /** Nothing is looked at after this instant. */
  readonly until: Instant
  /** Questions that AWS leaves open and that are answered the other way. Default none. */
  readonly otherWay?: readonly OpenQuestion[] | undefined
}

/**
 * Something that happens to a version: it is moved to another class; a delete marker is put above it; it is replaced by
 * somebody; it is deleted for good; the marker, alone by then, is removed. And to an upload: it is given up.
 */
export type Happening = 'moved' | 'marker-added' | 'replaced' | 'deleted' | 'marker-removed' | 'upload-aborted'

export interface Step {
  /** A midnight in UTC, at which S3 begins to do it and from which it bills so; of what people did the very moment. */
  readonly at: Date
  readonly what: Happening
  /** Where the version lies from then on; undefined once it is gone. */
  readonly storageClass: string | undefined
  /** ID of the rule; undefined for what a person did, and for a rule without one. */
  readonly rule: string | undefined
  /** What AWS does not say and was taken for true here, one sentence each. */
  readonly assumptions: readonly string[]
}

export interface KeyStep extends Step {
  /**
   * Index in the history of the version, marker or upload. Of a marker that S3 makes: of the version that it was put above.
   */
  readonly version: number
}
