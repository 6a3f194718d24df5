import type { AlertsConfig, Override, Silence } from '../config/alerts/schema.ts'
import type { OnCallRecord, OverrideMade, OverridePart, SilenceMade } from '../ledger/records.ts'
import { named } from './targets.ts'

/** What somebody covers, as an override of the config; those of a swap are two. */
const partOf = ({ rotation, responder, instead, from, until }: OverridePart): Override => ({
  rotation,
  responder,
  from,
  until,
  ...(instead === undefined ? {} : { instead }),
})

/** What of the overrides made at run time counts under a config: of a rotation or a person that it has no more, nothing does. */
const overridesIn = (
  made: readonly OverrideMade[],
  { responders, rotations }: Pick<AlertsConfig, 'responders' | 'rotations'>,
): Override[] =>
  made
    .flatMap(({ parts }) => parts)
    .filter(({ rotation, responder }) => named(rotations, rotation) !== undefined && named(responders, responder))
    .map(partOf)

/** A silence made at run time as one of the config. */
const silenceOf = ({ match, from, until, why, by }: SilenceMade): Silence => ({
  match,
  from,
  until,
  reason: why === undefined ? `by ${by}` : `${why} (${by})`,
})

/**
 * The config as it is in force: what people made at run time stands behind what is written, so that it decides where both apply.
 * @param record nothing where nobody has made anything
 */
export const withRunTime = <Config extends Pick<AlertsConfig, 'responders' | 'rotations' | 'overrides' | 'silences'>>(
  config: Config,
  record: Pick<OnCallRecord, 'overrides' | 'silences'> | undefined,
): Config => {
  const { overrides = [], silences = [] } = record ?? {}
  if (overrides.length + silences.length === 0) return config
  return {
    ...config,
    overrides: [...config.overrides, ...overridesIn(overrides, config)],
    silences: [...config.silences, ...silences.map(silenceOf)],
  }
}

/** Days for which what is over is kept, so that a feed still shows last week as it was. */
const keptDays = 7

/** When an override ends, in epoch milliseconds: a swap with the later of its parts; one that was cancelled before it began, at once. */
export const overrideEnd = ({ parts, at }: Pick<OverrideMade, 'parts' | 'at'>): number =>
  Math.max(Date.parse(at), ...parts.map(({ until }) => Date.parse(until)))

/** What is left of the record when it is written again. */
export const withoutOld = (
  record: Pick<OnCallRecord, 'overrides' | 'silences'> | undefined,
  now: Date,
): Pick<OnCallRecord, 'overrides' | 'silences'> => {
  const since = now.getTime() - keptDays * 86_400_000
  // As long as its time was to last, a request that comes again must find it.
  const isKept = ({ ended }: Pick<OverrideMade, 'ended'>, end: number): boolean =>
    Math.max(end, Date.parse(ended?.until ?? '') || 0) > since
  return {
    overrides: (record?.overrides ?? []).filter((each) => isKept(each, overrideEnd(each))),
    silences: (record?.silences ?? []).filter((each) => isKept(each, Date.parse(each.until))),
  }
}
