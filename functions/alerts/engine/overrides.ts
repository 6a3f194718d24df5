import type { OverrideMade } from '../../../shared/ledger/records.ts'
import { overrideEnd, withRunTime } from '../../../shared/on-call/run-time.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { OverrideAnswer, Refusal } from '../rules/answers.ts'
import { type Judged, judgeOverride, judgeSwap } from '../rules/on-call.ts'
import type { RequestOf } from '../rules/request.ts'
import type { World } from '../world/world.ts'
import { askedOf, changeOnCall, doneBefore } from './on-call-record.ts'

/** Most overrides that are not over: one read brings all of them, and each decision walks through those of its rotation. */
const mostOverrides = 100

type Asked = RequestOf<'override'> | RequestOf<'swap'>

/** The parts in words, without their times, which stand beside them. */
const summaryOf = ({ parts, why }: Pick<OverrideMade, 'parts' | 'why'>): string =>
  `${parts
    .map(({ rotation, responder, instead }) => `${responder} covers ${rotation}${instead ? ` for ${instead}` : ''}`)
    .join(', ')}${why ? `: ${why}` : ''}`

/**
 * Writes down that somebody covers a time of a rotation, or that two people swap. The same request makes it once.
 * @throws TransientError where too many change it at once; the SDK's error where the ledger does not answer
 */
export const makeOverride = async (request: Asked, world: World): Promise<OverrideAnswer | Refusal> => {
  const { now } = world
  let warnings: readonly string[] = []
  const done = await changeOnCall<OverrideMade, OverrideMade | Refusal>(request, world, (record) => {
    const before = doneBefore(request, record)
    if (before) return { answer: 'match' in before ? { refused: 'That id is of a silence' } : before }
    if (record.overrides.filter((each) => overrideEnd(each) > now.getTime()).length >= mostOverrides)
      return { answer: { refused: `${mostOverrides} overrides are not over yet: cancel some, or change the rotation` } }
    const config = withRunTime(world.config, record)
    const judged: Judged =
      request.action === 'override' ? judgeOverride(config, request, now) : judgeSwap(config, request, now)
    if ('refused' in judged) return { answer: judged }
    warnings = judged.warnings
    const { request: id, by, why } = request
    const made = { id, by, at: now.toISOString(), parts: judged.parts, asked: askedOf(request) }
    const entry: OverrideMade = why === undefined ? made : { ...made, why }
    return { next: { ...record, overrides: [...record.overrides, entry] }, entry, summary: summaryOf(entry) }
  })
  if ('plan' in done) return { override: done.plan.entry, warnings }
  return 'refused' in done.answer ? done.answer : { override: done.answer, warnings: [] }
}

/** What is left of an override that ends now: what has happened stays, so that the person of the turn is announced again. */
const endedBy = (override: OverrideMade, by: string, now: Date): OverrideMade => {
  const at = now.toISOString()
  const parts = override.parts
    .filter(({ from }) => from < at)
    .map((part) => (part.until > at ? { ...part, until: at } : part))
  return { ...override, parts, ended: { by, at, until: new Date(overrideEnd(override)).toISOString() } }
}

/** Ends an override or a swap now; one that has not begun leaves nothing behind. What is over or cancelled stays as it is. */
export const cancelOverride = async (
  request: RequestOf<'cancel-override'>,
  world: World,
): Promise<OverrideAnswer | Refusal> => {
  const { now } = world
  const done = await changeOnCall<OverrideMade, OverrideMade | Refusal>(request, world, (record) => {
    const before = record.overrides.find(({ id }) => id === request.id)
    if (!before)
      return { answer: { refused: `There is no override ${request.id}. See: ${terminal} on-call overrides` } }
    if (before.ended || overrideEnd(before) <= now.getTime()) return { answer: before }
    const entry = endedBy(before, request.by, now)
    const overrides = record.overrides.map((each) => (each === before ? entry : each))
    return { next: { ...record, overrides }, entry, before, summary: `cancelled: ${summaryOf(before)}` }
  })
  if ('plan' in done) return { override: done.plan.entry, warnings: [] }
  return 'refused' in done.answer ? done.answer : { override: done.answer, warnings: [] }
}
