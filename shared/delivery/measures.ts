import { quantile } from '../quantiles.ts'

/** One end of one deployment: of an execution of a pipeline, a deployment of CodeDeploy or of a service of ECS. */
export interface DeliveryEvent {
  /** What was deployed, such as `pipeline/web`. */
  readonly name: string
  /** ISO 8601 instant of the end. */
  readonly at: string
  readonly succeeded: boolean
  /** Id of the run: a retry has the same one. Default: each event is a run of its own. */
  readonly run?: string | undefined
  /** ISO 8601 instant at which the run began, where the event says so. */
  readonly began?: string | undefined
}

/** Something that was wrong in production. Instants are ISO 8601. */
export interface Trouble {
  readonly openedAt: string
  /** Nothing while it is open. */
  readonly closedAt?: string | undefined
}

/** How delivery went, of one thing that is deployed. */
export interface DeliveryMeasures {
  readonly name: string
  /** Runs that succeeded, in the end. */
  readonly deployments: number
  /** Runs that failed, and were not retried with success. */
  readonly failed: number
  /** Successful runs in seven days, over the whole span. */
  readonly perWeek: number
  /** Successful runs after which something went wrong within the given time, before the next one of the same name. */
  readonly followedByTrouble: number
  /** Share of all runs that failed, or that trouble followed, from 0 to 1; null without a run. */
  readonly changeFailureRate: number | null
  /** Median seconds from a failure to the next success, and of the troubles that followed, from their beginning to their end. */
  readonly recoverySeconds: number | null
  /** Failures without a success since, and troubles that are not over: they are in no median. */
  readonly notRecovered: number
  /** Median seconds from the beginning of a run to its success; null where no event says when a run began. */
  readonly leadSeconds: number | null
}

export interface MeasureOptions {
  readonly since: Date
  readonly until: Date
  /** Seconds after a success in which trouble counts as following it. */
  readonly within: number
}

const weekMs = 7 * 86_400_000

const secondsFrom = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 1000

/** The middle one, to the whole number; of an even number the mean of the two in the middle. Null where there are none. */
export const median = (values: readonly number[]): number | null => {
  const middle = quantile(values, 0.5)
  return middle === undefined ? null : Math.round(middle)
}

/** The end of each run: of one that was tried again the last. Oldest first, as all events are. */
const endsOf = (events: readonly DeliveryEvent[]): readonly DeliveryEvent[] =>
  [...new Map(events.map((event, index) => [event.run ?? `event ${index}`, event])).values()].toSorted((one, other) =>
    compare(one.at, other.at),
  )

const compare = (one: string, other: string): number => Date.parse(one) - Date.parse(other)

/** Seconds from the first failure of each row of failures to the success after it, and how many rows have none. */
const repairsOf = (
  events: readonly DeliveryEvent[],
): { readonly seconds: readonly number[]; readonly open: number } => {
  const seconds: number[] = []
  let failedAt: string | undefined
  for (const { succeeded, at } of events) {
    if (!succeeded) failedAt ??= at
    else if (failedAt !== undefined) {
      seconds.push(secondsFrom(failedAt, at))
      failedAt = undefined
    }
  }
  return { seconds, open: failedAt === undefined ? 0 : 1 }
}

/** The troubles that began after a success and within the time, each with the newest success before it alone. */
const followingOf = (
  successes: readonly DeliveryEvent[],
  troubles: readonly Trouble[],
  within: number,
): ReadonlyMap<DeliveryEvent, readonly Trouble[]> => {
  const found = new Map<DeliveryEvent, Trouble[]>()
  for (const trouble of troubles) {
    const before = successes.findLast(({ at }) => compare(at, trouble.openedAt) <= 0)
    if (before && secondsFrom(before.at, trouble.openedAt) <= within)
      found.set(before, [...(found.get(before) ?? []), trouble])
  }
  return found
}

const measure = (
  name: string,
  events: readonly DeliveryEvent[],
  troubles: readonly Trouble[],
  { since, until, within }: MeasureOptions,
): DeliveryMeasures => {
  const ends = endsOf(events)
  const successes = ends.filter(({ succeeded }) => succeeded)
  const failed = ends.length - successes.length
  const following = followingOf(successes, troubles, within)
  const followed = [...following.values()].flat()
  const repairs = repairsOf(events)
  const weeks = (until.getTime() - since.getTime()) / weekMs
  return {
    name,
    deployments: successes.length,
    failed,
    perWeek: weeks > 0 ? Math.round((successes.length / weeks) * 100) / 100 : 0,
    followedByTrouble: following.size,
    changeFailureRate: ends.length === 0 ? null : Math.round(((failed + following.size) / ends.length) * 1000) / 1000,
    recoverySeconds: median([
      ...repairs.seconds,
      ...followed.flatMap(({ openedAt, closedAt }) =>
        closedAt === undefined ? [] : [secondsFrom(openedAt, closedAt)],
      ),
    ]),
    notRecovered: repairs.open + followed.filter(({ closedAt }) => closedAt === undefined).length,
    leadSeconds: median(
      successes.flatMap(({ began, at }) =>
        began === undefined || compare(began, at) > 0 ? [] : [secondsFrom(began, at)],
      ),
    ),
  }
}

/**
 * The four measures of delivery by the name of what is deployed: how often, how many changes fail, how long until it works again, how long a
 * change takes. Times are instants: a change of DST moves nothing. Events and troubles outside the span are left out.
 * https://dora.dev/guides/dora-metrics/
 * @param events in any order; one that comes twice counts once
 * @param troubles what was wrong in production, whatever it was about; not the failures of deployments themselves
 */
export const deliveryMeasures = (
  events: readonly DeliveryEvent[],
  troubles: readonly Trouble[],
  options: MeasureOptions,
): readonly DeliveryMeasures[] => {
  const isIn = (at: string): boolean =>
    Date.parse(at) >= options.since.getTime() && Date.parse(at) <= options.until.getTime()
  const once = new Map(
    events
      .filter(({ at }) => isIn(at))
      .map((event) => [JSON.stringify([event.name, Date.parse(event.at), event.succeeded, event.run]), event]),
  )
  const byName = Map.groupBy(
    [...once.values()].toSorted((one, other) => compare(one.at, other.at)),
    ({ name }) => name,
  )
  const within = troubles.filter(({ openedAt }) => isIn(openedAt))
  return [...byName]
    .map(([name, own]) => measure(name, own, within, options))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}
