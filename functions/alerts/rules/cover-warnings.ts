import type { Override } from '../../../shared/config/alerts/schema.ts'
import type { OverridePart } from '../../../shared/ledger/records.ts'
import { type CoverageConfig, policiesOf } from '../../../shared/on-call/coverage.ts'
import { overridesOf, type Stretch, stretchAt, stretches } from '../../../shared/on-call/on-call.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { named, targetsAt } from '../../../shared/on-call/targets.ts'
import { join, localText, zoneOf } from '../../../shared/on-call/year.ts'
import { quietUntil } from './notifications.ts'

/** A time that a part gives to its responder. */
interface Cover {
  readonly rotation: string
  readonly responder: string
  readonly from: number
  readonly until: number
}

/** What the parts really give, as a rotation has it with all overrides. */
const coversOf = (parts: readonly OverridePart[], config: CoverageConfig): Cover[] =>
  parts.flatMap(({ rotation: name, responder, from, until }) => {
    const rotation = named(config.rotations, name)
    if (!rotation) return []
    const span = { from: Date.parse(from), until: Date.parse(until) }
    const theirs = [...stretches(rotation, overridesOf(config, name), span)].filter(
      (each) => each.responder === responder && each.by === 'override',
    )
    return join(theirs, () => true).map((each) => ({ rotation: name, responder, from: each.from, until: each.until }))
  })

const when = ({ rotation }: Pick<Cover, 'rotation'>, from: number, until: number, config: CoverageConfig): string => {
  const zone = zoneOf(config, rotation)
  return `from ${localText(from, zone)} to ${localText(until, zone)} (${zone})`
}

const isTheirs = (stretch: Stretch, { responder }: Cover): boolean => stretch.responder === responder

/** The person's own turn stands just before or after, so that they have it twice in a row. */
const twiceInARow = (cover: Cover, config: CoverageConfig): string[] => {
  const { rotation: name, responder, from, until } = cover
  const rotation = named(config.rotations, name)
  if (!rotation) return []
  const overrides = overridesOf(config, name)
  const [before, after] = [stretchAt(rotation, overrides, from - 1), stretchAt(rotation, overrides, until)]
  const begins = isTheirs(before, cover) && before.by !== 'override' ? before.from : from
  const ends = isTheirs(after, cover) && after.by !== 'override' ? after.until : until
  return begins === from && ends === until
    ? []
    : [`${responder} then has ${name} twice in a row, ${when(cover, begins, ends, config)}: nobody else is between`]
}

/** Policies that come to one person while the cover lasts, and came to more before. */
const loneliness = (cover: Cover, before: CoverageConfig, after: CoverageConfig): string[] =>
  policiesOf(after).flatMap((name) => {
    const names = policyOf(after, name).steps.flatMap(({ notify }) => notify)
    if (!names.includes(cover.rotation)) return []
    const at = new Date(cover.from)
    const [was, is] = [targetsAt(before, names, at), targetsAt(after, names, at)]
    return is.length === 1 && was.length > 1
      ? [
          `${name} reaches ${is[0]} alone ${when(cover, cover.from, cover.until, after)}: when they do not answer, nobody else is called`,
        ]
      : []
  })

const hourMs = 3_600_000

/** Whether a person's quiet hours lie in the time that they cover; a day is enough to tell. */
const quietness = (cover: Cover, config: CoverageConfig): string[] => {
  const { responder: name, from, until } = cover
  const responder = named(config.responders, name)
  const hours = Math.min(24, Math.ceil((until - from) / hourMs))
  const isQuiet = Array.from({ length: hours }, (_, hour) => new Date(from + hour * hourMs)).some(
    (at) => responder && quietUntil(responder, at) !== undefined,
  )
  return isQuiet && responder?.quietHours
    ? [
        `the quiet hours of ${name} (${responder.quietHours.from} to ${responder.quietHours.until}, ${responder.zone}) put off what is not critical`,
      ]
    : []
}

/**
 * What whoever asks for an override should know: where it leaves a rotation to one person twice, a policy to one person alone, or
 * somebody's quiet hours put pages off.
 * @param config as it is in force without these parts
 */
export const coverWarnings = (parts: readonly OverridePart[], config: CoverageConfig, now: Date): string[] => {
  const after = { ...config, overrides: [...config.overrides, ...parts.map((part) => part as Override)] }
  const covers = coversOf(parts, after).filter(({ until }) => until > now.getTime())
  return [
    ...new Set([
      ...covers.flatMap((cover) => twiceInARow(cover, after)),
      ...covers.flatMap((cover) => loneliness(cover, config, after)),
      ...covers.flatMap((cover) => quietness(cover, after)),
    ]),
  ]
}
