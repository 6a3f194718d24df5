import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical } from '../../../shared/lifecycle/canonical.ts'
import { type SimulatedObject, type Step, simulate } from '../../../shared/lifecycle/simulate.ts'
import type { BucketState } from './plan.ts'

/** A version as a listing, or an inventory, has it. */
export interface Listed {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly modified: Date
  readonly storageClass?: string
  /** Since when another version is above it; undefined for a current one. */
  readonly replaced?: Date
  /** Noncurrent versions above it. */
  readonly newer?: number
}

/** What was looked at of a bucket. */
export interface Sample {
  readonly objects: readonly Listed[]
  /** Whether that is all that the rules in question are for. */
  readonly complete: boolean
  readonly source: 'a listing' | 'S3 Inventory'
}

/** Objects that are there now and that a plan would delete soon, and that would not have been deleted by then without it. */
export interface Shortening {
  /** IDs of the rules that do it. */
  readonly rules: readonly string[]
  readonly objects: number
  readonly bytes: number
  /** When the newest of them was written, ISO 8601. */
  readonly newest?: string | undefined
  /** Its key, for a person; it is written down nowhere. */
  readonly newestKey?: string | undefined
  /** How many were looked at, and whether these are all. */
  readonly looked: number
  readonly complete: boolean
  readonly source: Sample['source']
  /** When the report was begun that was looked at, ISO 8601; absent for a listing. */
  readonly asOf?: string | undefined
  /** Why no report of S3 Inventory was looked at, where there might have been one. */
  readonly instead?: string | undefined
  /** What is lost of something else than a bucket, which no count says. */
  readonly words?: string
}

/** What is asked of each object that is there. */
export interface Question {
  readonly shortened: readonly { readonly id: string; readonly after: LifecycleRule }[]
  /** All rules of the bucket before and after, everybody's. */
  readonly before: readonly LifecycleRule[]
  readonly after: readonly LifecycleRule[]
  readonly state: Pick<BucketState, 'versioned' | 'suspended' | 'minimumSize'>
  readonly now: Date
  /** Milliseconds from now within which a deletion counts. */
  readonly within: number
}

const dayMs = 86_400_000
/** Kinds of objects that are remembered; then it begins anew. */
const mostKinds = 50_000

const endOf = (steps: readonly Step[]): Step | undefined =>
  steps.find(({ what, rule }) => rule !== undefined && (what === 'deleted' || what === 'marker-added'))

/** The day of an instant, of which S3 counts whole ones; an exact midnight is a day of its own. */
const dayOf = (at: Date): number => Math.ceil(at.getTime() / dayMs) + (at.getTime() % dayMs === 0 ? 0.5 : 0)

/**
 * What of an object decides what becomes of it: which prefixes its key has, between which sizes it is, its days. Millions of
 * objects are of some thousand kinds, and one of each is simulated.
 */
const kindReader = (rules: readonly LifecycleRule[]) => {
  const all = rules.map(canonical)
  const prefixes = [...new Set(all.map(({ prefix }) => prefix))]
  const sizes = [...new Set([128 * 1024, ...all.flatMap(({ over = 0, under = 0 }) => [over, under])])]
  return ({ key, size, modified, storageClass = '', replaced, newer = 0 }: Listed): string =>
    [
      ...prefixes.map((prefix) => (key.startsWith(prefix) ? 1 : 0)),
      ...sizes.map((bound) => Math.sign(size - bound)),
      dayOf(modified),
      storageClass,
      replaced ? dayOf(replaced) : '',
      // No rule spares more than a hundred.
      Math.min(newer, 101),
    ].join()
}

/** Counts objects that a plan would delete, one after the other, in as much memory for millions as for one. */
export interface Tally {
  readonly add: (each: Listed) => void
  readonly looked: () => number
  readonly result: (of: Pick<Sample, 'complete' | 'source'>) => Shortening
}

/**
 * What a plan would delete of what is there now. Each object is simulated under the rules of before and of after; of tags, which
 * no listing has, the ones that the rules ask for are taken for granted.
 */
export const tallyOf = ({ shortened, before, after, state, now, within }: Question): Tally => {
  const tags = Object.fromEntries(shortened.flatMap(({ after: rule }) => canonical(rule).tags))
  const until = new Date(now.getTime() + within)
  const { minimumSize } = state
  const doomedBy = (each: Listed): string | undefined => {
    const object: SimulatedObject = {
      key: each.key,
      size: each.size,
      created: each.modified,
      tags,
      versioning: state.versioned ? 'enabled' : state.suspended ? 'suspended' : 'off',
      ...(state.suspended ? { hasVersionId: true } : {}),
      ...(each.storageClass ? { storageClass: each.storageClass } : {}),
      ...(each.replaced ? { replaced: each.replaced, newerOldVersions: each.newer ?? 0 } : {}),
    }
    const end = endOf(simulate(object, { rules: after, minimumSize, until, rulesSince: now }))
    if (!end?.rule || !shortened.some(({ id }) => id === end.rule)) return undefined
    const without = endOf(simulate(object, { rules: before, minimumSize, until }))
    return without && without.at <= end.at ? undefined : end.rule
  }
  const kindOf = kindReader([...before, ...after])
  const kinds = new Map<string, string | undefined>()
  const rules = new Set<string>()
  let [looked, objects, bytes] = [0, 0, 0]
  let newest: Listed | undefined
  return {
    add: (each) => {
      looked += 1
      const kind = kindOf(each)
      if (!kinds.has(kind)) {
        if (kinds.size >= mostKinds) kinds.clear()
        kinds.set(kind, doomedBy(each))
      }
      const rule = kinds.get(kind)
      if (rule === undefined) return
      rules.add(rule)
      objects += 1
      bytes += each.size
      if (!newest || each.modified > newest.modified) newest = each
    },
    looked: () => looked,
    result: ({ complete, source }) => ({
      rules: [...rules],
      objects,
      bytes,
      newest: newest?.modified.toISOString(),
      newestKey: newest?.key,
      looked,
      complete,
      source,
    }),
  }
}
