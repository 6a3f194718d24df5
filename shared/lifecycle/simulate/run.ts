import { canMove, rankOf } from '../classes.ts'
import { midnightFrom, nextMidnight } from '../when.ts'
import { type Candidate, type Dues, duesOf } from './due.ts'
import type { KeyStep, SimulatedKey, Surroundings } from './model.ts'
import { questions } from './questions.ts'
import { applyChange, changesOf, instantOf, markerOf, type Stack, stepOf, type Version } from './versions.ts'

const never = Number.POSITIVE_INFINITY
const dayMs = 86_400_000

/** Of the moves that become due at one midnight S3 makes one: the archives first, then Intelligent-Tiering, then the cheapest. */
const bestOf = (moves: readonly Candidate[]): Candidate | undefined =>
  moves.reduce<Candidate | undefined>(
    (best, each) => (best && rankOf(best.to) <= rankOf(each.to) ? best : each),
    undefined,
  )

interface World {
  readonly dues: Dues
  readonly versioning: NonNullable<SimulatedKey['versioning']>
  readonly otherWay: ReadonlySet<string>
}

/** The first run after the one at `last` in which something may be done to a version. */
const nextRun = (version: Version, { dues, otherWay }: World, last: number): number => {
  const moves = dues.moves(version)
  // A move that lost waits for the next midnight, as long as the version can still go there.
  const again = otherWay.has('retry') && moves.some(({ at, to }) => at <= last && canMove(version.storageClass, to))
  const times = [
    ...moves.map(({ at }) => at),
    ...(again ? [last + dayMs] : []),
    Math.max(dues.deletion(version)?.at ?? never, version.notBefore ?? 0),
    dues.removal(version)?.at ?? never,
  ]
  return Math.min(...times.filter((at) => at > last), never)
}

/**
 * Counts what is above each version and notes since which run it is so.
 * @param from the first run that finds the stack like this
 * @param aloneFrom the first run that finds a marker alone that is so now
 */
const settle = (stack: Stack, counts: readonly number[], from: number, aloneFrom: number): Stack => {
  const [top] = stack
  let above = 0
  return stack.map((version, index) => {
    if (index === 0)
      return stack.length === 1 && top?.isMarker ? { ...version, aloneFrom: version.aloneFrom ?? aloneFrom } : version
    const newer = version.hiddenNewer + above
    if (!version.isMarker) above += 1
    const reached = new Map(
      counts.filter((count) => count <= newer).map((count) => [count, version.reached.get(count) ?? from]),
    )
    return { ...version, reached, aloneFrom: undefined }
  })
}

type Result = { readonly stack: Stack; readonly steps: readonly KeyStep[] }

/** The move of one version in a run, if one is due: deletions of the same run come before it. */
const moveIn = (version: Version, { dues, otherWay }: World, at: number): { version: Version; step?: KeyStep } => {
  const due = dues
    .moves(version)
    .filter(
      (each) => (otherWay.has('retry') ? each.at <= at : each.at === at) && canMove(version.storageClass, each.to),
    )
  const best = bestOf(due)
  if (best?.to === undefined) return { version }
  const to = best.to
  const isOpen = !otherWay.has('retry') && due.some((each) => each.to !== to && canMove(to, each.to))
  const moved = { ...version, storageClass: to }
  const assumptions = [...best.assumptions, ...(isOpen ? [questions.retry.taken] : [])]
  return { version: moved, step: stepOf(moved, at, 'moved', best.rule, assumptions) }
}

/** A marker that S3 puts above the current version. Where versioning is suspended, it takes the place of what has no ID. */
const addMarker = (stack: Stack, at: number, deletion: Candidate, world: World, moved: boolean): Result => {
  const [current] = stack
  if (!current) return { stack, steps: [] }
  const { otherWay, versioning } = world
  const hasId = versioning === 'enabled'
  const gone = hasId ? [] : stack.filter((each) => !each.hasId)
  const isGone = gone.includes(current)
  const assumptions = [
    ...deletion.assumptions,
    ...(otherWay.has('marker') ? [] : [questions.marker.taken]),
    ...(moved ? [isGone ? questions.suspended.taken : questions['same-day'].taken] : []),
  ]
  const marker = markerOf(current.number, at, hasId, true)
  const below = stack
    .filter((each) => !gone.includes(each))
    .map((each) => (each === current ? { ...each, old: { since: at, byRun: true, seenFrom: at + dayMs } } : each))
  return {
    stack: [marker, ...below],
    steps: [
      ...gone
        .filter((each) => each !== current && !each.isMarker)
        .map((each) => stepOf(each, at, 'deleted', deletion.rule, assumptions)),
      stepOf(
        { number: current.number, storageClass: isGone ? undefined : current.storageClass },
        at,
        'marker-added',
        deletion.rule,
        assumptions,
      ),
    ],
  }
}

/** One run of S3's at a midnight: deletions for good, then moves, then a marker; a marker that is alone goes. */
const runAt = (before: Stack, at: number, world: World): Result => {
  const { dues, versioning, otherWay } = world
  const steps: KeyStep[] = []
  const isDue = (version: Version): boolean =>
    Math.max(dues.deletion(version)?.at ?? never, version.notBefore ?? 0) <= at
  const [top] = before
  const marks = versioning !== 'off' && top && !top.isMarker && isDue(top) ? dues.deletion(top) : undefined
  const isTakenFirst = marks && otherWay.has('suspended') && versioning === 'suspended' && top?.hasId === false

  let stack: Stack = before.filter((version) => {
    if (!isDue(version) || (version === top && versioning !== 'off')) return true
    const { rule, assumptions } = dues.deletion(version) ?? { rule: undefined, assumptions: [] }
    steps.push(stepOf(version, at, version.isMarker ? 'marker-removed' : 'deleted', rule, assumptions))
    return false
  })
  let movedTop = false
  stack = stack.map((version) => {
    if (version === top && isTakenFirst) return version
    const { version: after, step } = moveIn(version, world, at)
    if (step) steps.push(step)
    if (step && version === top) movedTop = true
    return after
  })
  if (marks && movedTop && otherWay.has('same-day'))
    stack = stack.map((version, index) => (index === 0 ? { ...version, notBefore: at + dayMs } : version))
  else if (marks) {
    const marked = addMarker(stack, at, marks, world, movedTop)
    steps.push(...marked.steps)
    stack = marked.stack
  }
  const removal = top?.isMarker ? dues.removal(top) : undefined
  if (removal && removal.at <= at) {
    const [marker, ...rest] = stack
    if (marker) steps.push(stepOf(marker, at, 'marker-removed', removal.rule, removal.assumptions))
    stack = rest
  }
  return { stack, steps }
}

/** A marker that the run itself left alone, where it is removed in the same run. */
const removeLone = (stack: Stack, at: number, { dues }: World): Result => {
  const [marker] = stack
  const removal = marker?.isMarker ? dues.removal(marker) : undefined
  return marker && removal && removal.at <= at
    ? { stack: [], steps: [stepOf(marker, at, 'marker-removed', removal.rule, removal.assumptions)] }
    : { stack, steps: [] }
}

/**
 * What happens to every version, marker and upload of one key, oldest first. From one moment at which anything can change
 * to the next; `simulate.ts` says what counts.
 */
export const simulateKey = (simulated: SimulatedKey, surroundings: Surroundings): KeyStep[] => {
  const until = instantOf(surroundings.until)
  const world: World = {
    dues: duesOf(simulated.key, surroundings),
    versioning: simulated.versioning ?? 'off',
    otherWay: new Set(surroundings.otherWay),
  }
  const { dues, otherWay } = world
  const changes = changesOf(simulated, (upload) => dues.abortion(upload)?.at ?? never)
  const steps: KeyStep[] = simulated.history.flatMap((entry, version) => {
    const abortion = entry.what === 'upload' ? dues.abortion(entry) : undefined
    const isDone = entry.what === 'upload' && entry.completed && instantOf(entry.completed) <= (abortion?.at ?? never)
    return abortion && !isDone
      ? [
          stepOf(
            { number: version, storageClass: undefined },
            abortion.at,
            'upload-aborted',
            abortion.rule,
            abortion.assumptions,
          ),
        ]
      : []
  })
  let stack: Stack = []
  let last = Number.NEGATIVE_INFINITY
  const take = ({ stack: next, steps: more }: Result, from: number, aloneFrom: number) => {
    stack = settle(next, dues.counts, from, aloneFrom)
    steps.push(...more)
  }
  for (;;) {
    const change = changes[0]
    const run = Math.min(...stack.map((version) => nextRun(version, world, last)), never)
    if (Math.min(change?.at ?? never, run) > until) break
    if (change && change.at <= run) {
      changes.shift()
      take(
        applyChange(stack, change),
        midnightFrom(change.at),
        otherWay.has('lone') ? midnightFrom(change.at) : nextMidnight(change.at),
      )
    } else {
      last = run
      take(runAt(stack, run, world), run + dayMs, otherWay.has('lone') ? run : run + dayMs)
      if (otherWay.has('lone')) take(removeLone(stack, run, world), run + dayMs, run)
    }
  }
  return steps.filter(({ at }) => at.getTime() <= until).sort((one, other) => one.at.getTime() - other.at.getTime())
}
