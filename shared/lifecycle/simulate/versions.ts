import { midnightFrom } from '../when.ts'
import type { HistoryEntry, Instant, KeyStep, Put, SimulatedKey, Step, Upload } from './model.ts'

/** One version of a key, or a delete marker, while it is there. */
export interface Version extends Required<Pick<Put, 'size' | 'tags' | 'storageClass'>> {
  /** Index in the history. */
  readonly number: number
  /** Milliseconds since 1970, as all times in here. */
  readonly created: number
  readonly hasId: boolean
  readonly isMarker: boolean
  /** Whether a run of S3's made it. */
  readonly byRun: boolean
  readonly hiddenNewer: number
  readonly untouched: boolean
  /** The first run that finds it. */
  readonly seenFrom: number
  /** Since when it is noncurrent, whether a run of S3's made it so, and the first run that finds it so. */
  readonly old?: { readonly since: number; readonly byRun: boolean; readonly seenFrom: number }
  /** The first run that finds so many newer noncurrent versions above it. */
  readonly reached: ReadonlyMap<number, number>
  /** The first run that finds this marker alone. */
  readonly aloneFrom?: number | undefined
  /** A deletion that was put off goes on here. */
  readonly notBefore?: number
}

/** What is there of a key, the newest first. */
export type Stack = readonly Version[]

export const instantOf = (at: Instant): number => {
  const ms = new Date(at).getTime()
  if (Number.isNaN(ms))
    throw new RangeError(`${JSON.stringify(at)} is not an instant; write it like 2026-01-15T10:30:00Z`)
  return ms
}

/** What somebody writes or deletes, at the moment at which it shows. */
export interface Change {
  readonly at: number
  /** Undefined where it is a deletion. */
  readonly put?: Version
}

const versionOf = (
  entry: Put | Upload,
  number: number,
  versioning: SimulatedKey['versioning'],
  shows: number,
): Version => ({
  number,
  seenFrom: midnightFrom(shows),
  created: instantOf(entry.at),
  size: entry.size,
  tags: entry.tags ?? {},
  storageClass: entry.storageClass ?? 'STANDARD',
  hasId: versioning !== 'off' && (entry.hasVersionId ?? versioning === 'enabled'),
  isMarker: false,
  byRun: false,
  hiddenNewer: entry.newerOldVersions ?? 0,
  untouched: entry.untouched ?? false,
  reached: new Map(),
})

export const markerOf = (number: number, created: number, hasId: boolean, byRun: boolean): Version => ({
  number,
  created,
  seenFrom: midnightFrom(created),
  size: 0,
  tags: {},
  storageClass: '',
  hasId,
  isMarker: true,
  byRun,
  hiddenNewer: 0,
  untouched: false,
  reached: new Map(),
})

/**
 * What people did to a key, in the order of the moments at which it shows.
 * @param abortedAt when S3 gives an unfinished upload up; one that is completed later comes to nothing
 */
export const changesOf = (
  { history, versioning = 'off' }: SimulatedKey,
  abortedAt: (upload: Upload) => number,
): Change[] =>
  history
    .flatMap((entry: HistoryEntry, number): Change[] => {
      if (entry.what === 'put') {
        const at = instantOf(entry.at)
        return [{ at, put: versionOf(entry, number, versioning, at) }]
      }
      if (entry.what === 'delete') {
        const at = instantOf(entry.at)
        return [versioning === 'off' ? { at } : { at, put: markerOf(number, at, versioning === 'enabled', false) }]
      }
      if (entry.completed === undefined) return []
      const at = instantOf(entry.completed)
      return at > abortedAt(entry) ? [] : [{ at, put: versionOf(entry, number, versioning, at) }]
    })
    .sort((one, other) => one.at - other.at)

export const stepOf = (
  { number, storageClass }: { readonly number: number; readonly storageClass: string | undefined },
  at: number,
  what: Step['what'],
  rule: string | undefined,
  assumptions: readonly string[] = [],
): KeyStep => ({
  version: number,
  at: new Date(at),
  what,
  storageClass: what === 'moved' || what === 'replaced' || what === 'marker-added' ? storageClass : undefined,
  rule,
  assumptions,
})

/** A change and what it does to what was there before: replaced, hidden under a marker, or gone. */
export const applyChange = (
  stack: Stack,
  { at, put }: Change,
): { readonly stack: Stack; readonly steps: readonly KeyStep[] } => {
  const [current] = stack
  if (!put) return { stack: [], steps: current ? [stepOf(current, at, 'deleted', undefined)] : [] }
  // A version without an ID takes the place of the one before it that has none.
  const gone = put.hasId ? [] : stack.filter(({ hasId }) => !hasId)
  const kept = stack
    .filter((each) => !gone.includes(each))
    .map((each) =>
      each === current ? { ...each, old: { since: put.created, byRun: false, seenFrom: midnightFrom(at) } } : each,
    )
  const steps = stack
    .filter(({ isMarker }) => !isMarker)
    .flatMap((each): KeyStep[] => {
      if (each === current && put.isMarker)
        return [
          stepOf(
            { ...each, storageClass: gone.includes(each) ? undefined : each.storageClass },
            at,
            'marker-added',
            undefined,
          ),
        ]
      if (gone.includes(each)) return [stepOf(each, at, 'deleted', undefined)]
      return each === current ? [stepOf(each, at, 'replaced', undefined)] : []
    })
  return { stack: [put, ...kept], steps }
}
