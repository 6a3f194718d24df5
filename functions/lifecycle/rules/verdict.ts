import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type BucketRecord, type ChangeRecord, type HeldBack, keys } from '../../../shared/ledger/records.ts'
import { sameRules } from '../../../shared/lifecycle/canonical.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isoSeconds } from '../../../shared/time.ts'
import type { Failure } from './failure.ts'
import { type BucketPlan, type BucketState, changesOf, oursFound } from './plan.ts'
import type { WantedBucket } from './policies.ts'
import { shorteningText } from './shortening.ts'
import { lifecycleSignal } from './signal.ts'

/** What a look at a bucket leads to, beside the change itself. */
export interface Verdict {
  readonly writes: readonly Write[]
  readonly signals: readonly Signal[]
  readonly drifted: boolean
}

export interface Look {
  readonly wanted: WantedBucket
  readonly record: Stored<BucketRecord> | undefined
  readonly now: Date
  /** Version of the config that decided. */
  readonly config: string
  /** Why the reconcile ran. */
  readonly event: unknown
  /** Rules that are held back after this look. */
  readonly held?: HeldBack | undefined
}

const signal = (name: string, mood: Signal['mood'], { wanted, now }: Look, title: string, body: string): Signal =>
  lifecycleSignal(name, mood, `bucket/${wanted.bucket}`, now, { title, body })

// The ledger keeps JSON: dates of a rule that was changed by hand become text.
const plain = (rules: readonly LifecycleRule[]): LifecycleRule[] => JSON.parse(JSON.stringify(rules))

const versionOf = (record: Look['record']): Write['expect'] => record?.version ?? 'absent'

const driftSignal = (look: Look, changes: readonly string[]): Signal =>
  signal(
    'lifecycle.drifted',
    'note',
    look,
    `Lifecycle of ${look.wanted.bucket} was changed by somebody else`,
    `Put back as nightshift.config.ts says: ${changes.join('; ')}. To change it for good, change the config.`,
  )

const mendedSignal = (look: Look): Signal =>
  signal(
    'lifecycle.mended',
    'good',
    look,
    `Lifecycle of ${look.wanted.bucket} is kept again`,
    'The bucket could be brought back to its policy.',
  )

/** What a look changed of what is held back, in words for the ledger; undefined where it is as it was. */
const holdingText = (before: HeldBack | undefined, after: HeldBack | undefined): string | undefined => {
  if (!before && !after) return undefined
  if (before && after && before.until === after.until && sameRules(before.rules, after.rules)) return undefined
  if (!after) return before?.until === undefined ? 'nothing is held back any more' : undefined
  const ids = after.rules.map(({ ID }) => ID).join(', ')
  if (after.until !== undefined)
    return `${ids}: agreed to${after.confirmedBy ? ` by ${after.confirmedBy}` : ''}, written from ${after.until} on`
  return before?.until !== undefined && sameRules(before.rules, after.rules)
    ? `${ids}: agreement taken back`
    : `${ids} held back: ${shorteningText({ ...after, rules: [] })}`
}

const heldSignal = (look: Look, held: HeldBack): Signal =>
  signal(
    'lifecycle.held',
    'note',
    look,
    `Lifecycle of ${look.wanted.bucket}: a change that deletes objects ${held.until === undefined ? 'waits for a person' : 'is agreed to'}`,
    held.until === undefined
      ? `${shorteningText({ ...held, rules: [] })}. To have it made, agree to it: nightshift lifecycle apply --confirm. To leave it, change the config.`
      : `It is made from ${held.until} on. Until then nightshift lifecycle apply --take-back takes the agreement back.`,
  )

/** After a look at which all went well: what was changed is recorded, and somebody else's hand on our rules is noted. */
export const verdictOfSuccess = (look: Look, state: BucketState, plan: BucketPlan): Verdict => {
  const { wanted, record, now, config, event, held } = look
  const at = isoSeconds(now)
  const found = oursFound(plan)
  const known = record?.rules ?? []
  const changed = plan.action !== 'none' || plan.versioning !== undefined || plan.tierings !== undefined
  // Our rules are right but not as we recorded them: the run that wrote them ended before it could say so.
  const unrecorded = !changed && !sameRules(known, wanted.rules)
  const drifted =
    changed && record?.state === 'kept' && (!sameRules(found, known) || (record.versioned && state.versioned === false))
  const changes = changesOf(plan)
  const holding = holdingText(record?.held, held)
  const isHolding = holding !== undefined
  const summary = [
    ...(changed ? changes : unrecorded ? ['rules that were there already are now on record'] : []),
    ...(isHolding ? [holding] : []),
  ].join('; ')
  const basis = {
    event,
    state: { ours: found.length, all: state.rules?.length ?? 0, versioned: state.versioned },
    config,
  }
  const change: ChangeRecord = {
    // Two of one second are two: agreed to, and taken back.
    ...keys.change('lifecycle', wanted.bucket, now.toISOString()),
    kind: 'change',
    at,
    capability: 'lifecycle',
    target: wanted.bucket,
    summary,
    before: plain(changed ? found : known),
    after: plain(wanted.rules),
    basis,
  }
  const kept: BucketRecord = {
    ...keys.bucket(wanted.bucket),
    kind: 'lifecycle',
    at,
    bucket: wanted.bucket,
    state: 'kept',
    since: record?.state === 'kept' ? record.since : at,
    rules: plain(wanted.rules),
    versioned: wanted.versioned,
    ...(held ? { held } : {}),
    basis,
  }
  const changeWrites: Write[] = changed || unrecorded || isHolding ? [{ item: change, expect: 'absent' }] : []
  const isNews = changed || unrecorded || isHolding || record?.state === 'failing'
  return {
    writes: isNews ? [...changeWrites, { item: kept, expect: versionOf(record) }] : [],
    signals: [
      ...(held && isHolding ? [heldSignal(look, held)] : []),
      ...(drifted ? [driftSignal(look, changes)] : []),
      ...(record?.told ? [mendedSignal(look)] : []),
    ],
    drifted,
  }
}

/**
 * After a look that failed: it is recorded, and said once when no later try can mend it. Of a transient failure the
 * function's own alarm tells, because the call ends in an error.
 */
export const verdictOfFailure = (look: Look, { cause, reason, transient }: Failure): Verdict => {
  const { wanted, record, now, config, event } = look
  const at = isoSeconds(now)
  const tell = !transient && !record?.told
  const failing: BucketRecord = {
    ...keys.bucket(wanted.bucket),
    kind: 'lifecycle',
    at,
    open: 'lifecycle',
    bucket: wanted.bucket,
    state: 'failing',
    since: record?.state === 'failing' ? record.since : at,
    rules: record?.rules ?? [],
    versioned: record?.versioned ?? false,
    ...(record?.held ? { held: record.held } : {}),
    cause,
    reason,
    told: tell || record?.told === true,
    basis: { event, config },
  }
  const failed = signal('lifecycle.failed', 'bad', look, `Lifecycle of ${wanted.bucket} is not kept`, reason)
  return { writes: [{ item: failing, expect: versionOf(record) }], signals: tell ? [failed] : [], drifted: false }
}
