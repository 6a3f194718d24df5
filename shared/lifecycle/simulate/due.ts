import { type CanonicalRule, canonical, type Move } from '../canonical.ts'
import { movesAtAll } from '../classes.ts'
import { matches } from '../matches.ts'
import { dueAfter, dueOnDate, isMidnight, nextMidnight } from '../when.ts'
import type { Surroundings, Upload } from './model.ts'
import { questions } from './questions.ts'
import { instantOf, type Version } from './versions.ts'

/** Something that a rule does to one version, and the run in which it is due. */
export interface Candidate {
  readonly at: number
  readonly rule: string | undefined
  /** Undefined where it is a deletion. */
  readonly to?: string
  readonly assumptions: readonly string[]
}

interface Rule {
  readonly id: string | undefined
  readonly means: CanonicalRule
}

/** When rules act on a version. Nothing of it changes while the version stays what it is. */
export interface Dues {
  readonly moves: (version: Version) => readonly Candidate[]
  /** The first deletion: of a current version for good or by a marker, of a noncurrent one for good. */
  readonly deletion: (version: Version) => Candidate | undefined
  /** The removal of a marker that is alone. */
  readonly removal: (marker: Version) => Candidate | undefined
  readonly abortion: (upload: Upload) => Candidate | undefined
  /** Counts of newer noncurrent versions that some rule asks for. */
  readonly counts: readonly number[]
}

export const earliest = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined)

const isPlain = ({ tags, over, under }: CanonicalRule): boolean =>
  tags.length === 0 && over === undefined && under === undefined

/** Reads the rules once, for one key. */
export const duesOf = (key: string, { rules, minimumSize, rulesSince, otherWay = [] }: Surroundings): Dues => {
  const is = new Set(otherWay)
  const firstRun = rulesSince === undefined ? 0 : nextMidnight(instantOf(rulesSince))
  const enabled: Rule[] = rules
    .map((rule) => ({ id: rule.ID, means: canonical(rule) }))
    .filter(({ means }) => means.enabled && key.startsWith(means.prefix))
  const forVersion = (version: Version): Rule[] =>
    version.untouched ? [] : enabled.filter(({ means }) => matches(means, { key, ...version }))
  const forMarker = enabled.filter(({ means }) => is.has('filtered') || isPlain(means))
  const filtered = !is.has('filtered') && enabled.some(({ means }) => !isPlain(means)) ? [questions.filtered.taken] : []

  const start = (at: number, byRun: boolean) => {
    const isOpen = isMidnight(at)
    return {
      sharp: is.has(byRun ? 'marker' : 'midnight'),
      assumptions: byRun
        ? is.has('marker')
          ? []
          : [questions.marker.taken]
        : isOpen && !is.has('midnight')
          ? [questions.midnight.taken]
          : [],
    }
  }
  const due = ({ days, date }: Pick<Move, 'days' | 'date'>, from: number, sharp: boolean): number | undefined =>
    date !== undefined
      ? dueOnDate(new Date(date), from, sharp)
      : days === undefined
        ? undefined
        : dueAfter(from, days, sharp)

  const current = (version: Version, move: Pick<Move, 'days' | 'date'>, rule: string | undefined, to?: string) => {
    const { sharp, assumptions } = start(version.created, false)
    const at = due(move, version.created, sharp)
    return at === undefined
      ? []
      : [{ at: Math.max(at, firstRun, version.seenFrom), rule, assumptions, ...(to === undefined ? {} : { to }) }]
  }
  const old = (
    version: Version,
    { days, keep = 0 }: Pick<Move, 'days' | 'keep'>,
    rule: string | undefined,
    to?: string,
  ) => {
    const reached = keep === 0 ? 0 : version.reached.get(keep)
    if (!version.old || days === undefined || reached === undefined) return []
    const { since, byRun, seenFrom } = version.old
    const { sharp, assumptions } = start(since, byRun)
    const at = Math.max(dueAfter(since, days, sharp), reached, firstRun, seenFrom)
    return [{ at, rule, assumptions, ...(to === undefined ? {} : { to }) }]
  }

  return {
    moves: (version) =>
      version.isMarker
        ? []
        : forVersion(version).flatMap(({ id, means }) =>
            (version.old ? means.oldMoves : means.moves)
              .filter(({ to }) => movesAtAll(version.size, to, means, minimumSize))
              .flatMap((move) => (version.old ? old : current)(version, move, id, move.to)),
          ),
    deletion: (version) => {
      if (!version.old) {
        if (version.isMarker) return undefined
        return earliest(
          forVersion(version).flatMap(({ id, means }) => (means.expires ? current(version, means.expires, id) : [])),
        )
      }
      if (version.isMarker && is.has('old-markers')) return undefined
      const found = earliest(
        (version.isMarker ? forMarker : forVersion(version)).flatMap(({ id, means }) =>
          means.oldExpires ? old(version, means.oldExpires, id) : [],
        ),
      )
      return found && version.isMarker
        ? { ...found, assumptions: [...found.assumptions, questions['old-markers'].taken, ...filtered] }
        : found
    },
    removal: ({ aloneFrom, created, byRun }) => {
      if (aloneFrom === undefined) return undefined
      const soonest = Math.max(aloneFrom, firstRun)
      const { sharp, assumptions } = start(created, byRun)
      const lone = is.has('lone') ? [] : [questions.lone.taken]
      return earliest(
        forMarker.flatMap(({ id, means }): Candidate[] => {
          if (means.removesMarkers) return [{ at: soonest, rule: id, assumptions: [...lone, ...filtered] }]
          if (!means.expires || (means.expires.date !== undefined && is.has('dated'))) return []
          const at = due(means.expires, created, sharp)
          const dated = means.expires.date === undefined ? [] : [questions.dated.taken]
          return at === undefined
            ? []
            : [
                {
                  at: Math.max(soonest, at),
                  rule: id,
                  assumptions: [...(at > soonest ? assumptions : lone), ...dated, ...filtered],
                },
              ]
        }),
      )
    },
    abortion: (upload) => {
      const began = instantOf(upload.at)
      const { sharp, assumptions } = start(began, false)
      return earliest(
        enabled
          .filter(({ means }) => isPlain(means))
          .flatMap(({ id, means: { abortDays } }) =>
            abortDays === undefined
              ? []
              : [{ at: Math.max(dueAfter(began, abortDays, sharp), firstRun), rule: id, assumptions }],
          ),
      )
    },
    counts: [
      ...new Set(
        enabled.flatMap(({ means: { oldMoves, oldExpires } }) =>
          [...oldMoves.map(({ keep }) => keep), oldExpires?.keep].filter((keep) => keep !== undefined),
        ),
      ),
    ],
  }
}
